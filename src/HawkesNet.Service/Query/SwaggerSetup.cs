using System.Text.RegularExpressions;
using HawkesNet.Service.Access;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Networks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace HawkesNet.Service.Query;

/// <summary>The description of the whole interface: <c>/swagger</c> for people, <c>/swagger/v1/swagger.json</c> for
/// programs.</summary>
public static partial class SwaggerSetup
{
    private const string Introduction = """
        HawkesNet learns, from a stream of events between actors, who acts when, on whom, and what sets it off. Its
        model is an actor network of Hawkes processes: every event raises the intensity of others for a while.

        **Three steps**

        1. **Post** events to `POST /v1/networks/{network}/events`: each has a time, a source and, if you like, a target
           and a type. The network comes into being with its first event. An answer with `"durable": true` is kept,
           whatever happens to the process.
        2. **Ask**: `/intensity` (how intensely does an actor act now), `/forecast` (what comes within an hour),
           `/links` (who will act on whom next), `/actors`, `/influence` (who sets off most).
        3. **Trust** only what fits: `/diagnostics` says how well the model predicted the stream so far, and warns when
           it did not.

        **Every answer** speaks of one state of the model and says which: `asOf: {version, position, time}`. Intensities
        are events per second; intervals hold 90 % of the posterior; times are RFC 3339 in UTC with up to nine digits of
        fraction, and may be asked as numbers with `unit=s|ms|us|ns`. A number the model cannot give is null.

        **Errors** are `application/problem+json` with a stable `type`, `title`, `status`, `detail`, `code`, `retryable`
        and, where several things are wrong, `errors`.

        <details>
        <summary>Every problem and its meaning</summary>


        """;

    /// <summary>Name of the way to come in with a key or token.</summary>
    internal const string SecurityScheme = "bearer";

    /// <summary>Registers the description of every mapped operation.</summary>
    public static IServiceCollection AddHawkesNetSwagger(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        return services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("v1", new OpenApiInfo
            {
                Title = "HawkesNet",
                Version = "v1",
                Description = Introduction + SwaggerExamples.ProblemTable() + "\n\n</details>\n",
            });
            options.AddSecurityDefinition(SecurityScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A key (hawkesnet keys add, POST /v1/keys) or a token. A service on this machine without "
                    + "keys asks for none.",
            });
            options.SupportNonNullableReferenceTypes();
            options.NonNullableReferenceTypesAsRequired();
            options.IncludeXmlComments(Path.Combine(AppContext.BaseDirectory, "HawkesNet.Service.xml"));
            options.UseAllOfToExtendReferenceSchemas();
            // Every problem is described as a ProblemAnswer, which has its further members too.
            options.MapType<ProblemDetails>(() => new OpenApiSchema { Type = JsonSchemaType.Object });
            options.SchemaFilter<OpenSchemas>();
            options.OperationFilter<SwaggerExamples>();
        });
    }

    /// <summary>Serves the description and the page that shows it; nothing of it comes from elsewhere.</summary>
    public static WebApplication UseHawkesNetSwagger(this WebApplication application)
    {
        application.UseSwagger();
        application.UseSwaggerUI(options =>
        {
            options.DocumentTitle = "HawkesNet";
            options.SwaggerEndpoint("v1/swagger.json", "HawkesNet v1");
            options.EnableTryItOutByDefault();
            options.EnableDeepLinking();
            options.DefaultModelsExpandDepth(0);
        });
        return application;
    }

    /// <summary>A comment's text without the line breaks its place in the code needed, and with code in back quotes.
    /// </summary>
    internal static string? Unwrapped(string? comment) =>
        comment is null ? null : CodeTag().Replace(LineBreak().Replace(comment, " "), "`");

    [GeneratedRegex(@"\n +")]
    private static partial Regex LineBreak();

    [GeneratedRegex("</?c>")]
    private static partial Regex CodeTag();

    // Fields may be added to answers later, so the description must not forbid more of them.
    private sealed class OpenSchemas : ISchemaFilter
    {
        // What a request may leave out it may not give as null; clients made from the description must know.
        private static readonly HashSet<Type> requests = [typeof(NewEvent), typeof(NewNetwork), typeof(KeyRequest)];

        public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
        {
            if (schema is OpenApiSchema own)
            {
                own.AdditionalPropertiesAllowed = true;
                own.Description = Unwrapped(own.Description);
                if (requests.Contains(context.Type))
                {
                    foreach (OpenApiSchema member in own.Properties?.Values.OfType<OpenApiSchema>() ?? [])
                    {
                        member.Type &= ~JsonSchemaType.Null;
                    }
                }
            }
        }
    }
}
