using System.Globalization;
using HawkesNet.Service.Access;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace HawkesNet.Service.Query;

/// <summary>A parameter that could not be used.</summary>
/// <param name="Parameter">Its name.</param>
/// <param name="Detail">What is wrong with it.</param>
public sealed record BadParameter(string Parameter, string Detail);

/// <summary>Reads the parameters of one query against one published model, and remembers what is wrong with
/// them.</summary>
/// <remarks>A refusal comes in this order: unknown network, network held by another service, state not kept, bad
/// parameters, model not ready, unknown actor or type, time before the model's. Used by one request.</remarks>
internal sealed class QueryReader
{
    private readonly List<BadParameter> badParameters = [];
    private readonly HashSet<string> known = new(StringComparer.OrdinalIgnoreCase);
    private readonly HttpRequest request;
    private readonly IResult? early;
    private IResult? later;

    internal QueryReader(NetworkRegistry networks, string network, string? asOf, HttpRequest request)
    {
        this.request = request;
        if (networks.Find(network) is not { } found)
        {
            early = Problems.NoSuchNetwork(network);
            return;
        }
        Network = found;
        Model = found.Model;
        if (found.IsHeldElsewhere)
        {
            early = Problems.HeldElsewhere(network);
            return;
        }
        if (asOf is not null)
        {
            known.Add("asOf");
            early = CheckAsOf(asOf);
        }
    }

    /// <summary>The network asked; null: unknown, and the query is refused.</summary>
    internal Network? Network { get; }

    /// <summary>The one state every part of the answer comes from; null only where the network is unknown.</summary>
    internal PublishedModel? Model { get; }

    /// <summary>The model's time in Unix nanoseconds; meaningless before its first event.</summary>
    internal long ModelTicks => Model?.View.TimeTicks ?? 0;

    /// <summary>Cancelled when the client has gone; long answers look at it.</summary>
    internal CancellationToken Cancel => request.HttpContext.RequestAborted;

    /// <summary>Whether the answer follows from the model alone, so that its state can tag it.</summary>
    internal bool IsTagged { get; init; } = true;

    /// <summary>Whether the query cannot be answered from the model, or need not be: the client holds the
    /// answer.</summary>
    internal bool IsSettled(out IResult? answer)
    {
        RefuseUnknownParameters();
        answer = early
            ?? (badParameters.Count > 0 ? QueryProblems.BadParameters(badParameters) : null)
            ?? (Model!.View.IsReady ? null : QueryProblems.NotReady(Network!.Name, Model.View.Position))
            ?? later
            ?? (IsTagged ? EntityTag.Match(request, Model!) : null);
        return answer is not null;
    }

    /// <summary>An actor that must be named; 0 where the query is refused.</summary>
    internal int Actor(string parameter, string? name)
    {
        known.Add(parameter);
        if (string.IsNullOrEmpty(name))
        {
            Refuse(parameter, "The name of an actor is needed.");
            return 0;
        }
        string actor = Network?.Pseudonyms?.Resolve(name) ?? name;
        request.HttpContext.Items.TryAdd(AuditRule.SubjectItem, actor);
        return Find(Model?.FindActor(actor), () => QueryProblems.UnknownActor(Network!.Name, parameter, name));
    }

    /// <summary>An actor, or null where none is named: all of them.</summary>
    internal int? ActorOrAll(string parameter, string? name)
    {
        known.Add(parameter);
        return name is null ? null : Actor(parameter, name);
    }

    /// <summary>A type, or null where none is named: all of them. The empty name is the unnamed type.</summary>
    internal int? TypeOrAll(string? name, string parameter = "type")
    {
        known.Add(parameter);
        return name is null
            ? null
            : Find(Model?.FindType(name), () => QueryProblems.UnknownType(Network!.Name, name));
    }

    /// <summary>A time in Unix nanoseconds, not before the model's; the model's own where none is given.</summary>
    internal long Time(string parameter, string? text, string? unit)
    {
        known.UnionWith([parameter, "unit"]);
        if (text is null)
        {
            return ModelTicks;
        }
        if (!TimeText.TryParse(text, unit, out long ticks, out string? fault))
        {
            Refuse(parameter, fault!);
            return ModelTicks;
        }
        if (Model is { View.IsReady: true } && ticks < ModelTicks)
        {
            later ??= QueryProblems.BeforeModel(parameter, ticks, ModelTicks);
        }
        return ticks;
    }

    /// <summary>A length of time in nanoseconds that ends inside the range of times when begun at <paramref
    /// name="from"/>.</summary>
    internal long Horizon(string parameter, string? text, string fallback, long from)
    {
        known.Add(parameter);
        if (!DurationText.TryParse(text ?? fallback, out long ticks, out string? fault))
        {
            Refuse(parameter, fault!);
            return 1;
        }
        if (from > DecimalTicks.TicksMax - ticks)
        {
            Refuse(parameter, "The horizon ends after the year 2261, beyond the times kept.");
        }
        return ticks;
    }

    /// <summary>A whole number within limits.</summary>
    internal int Number(string parameter, string? text, int fallback, int min, int max)
    {
        known.Add(parameter);
        if (text is null)
        {
            return fallback;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int value)
            && value >= min && value <= max)
        {
            return value;
        }
        Refuse(parameter, string.Create(
            CultureInfo.InvariantCulture, $"The value must be a whole number from {min} to {max}."));
        return fallback;
    }

    /// <summary>A number of at least 0; 0 where none is given.</summary>
    internal double NonNegative(string parameter, string? text)
    {
        known.Add(parameter);
        if (text is null)
        {
            return 0;
        }
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value)
            && double.IsFinite(value) && value >= 0)
        {
            return value;
        }
        Refuse(parameter, "The value must be a number of at least 0.");
        return 0;
    }

    /// <summary>One of some words; the first where none is given.</summary>
    internal string OneOf(string parameter, string? text, params string[] words)
    {
        known.Add(parameter);
        if (text is not null && !words.Contains(text))
        {
            Refuse(parameter, $"The value must be one of {string.Join(", ", words)}.");
        }
        return text ?? words[0];
    }

    /// <summary>Words to search for; empty where none are given.</summary>
    internal string Words(string parameter, string? text)
    {
        known.Add(parameter);
        return text ?? "";
    }

    /// <summary>Refuses a parameter for a reason of the caller's own.</summary>
    internal void Refuse(string parameter, string detail)
    {
        if (!badParameters.Exists(bad => bad.Parameter == parameter))
        {
            badParameters.Add(new BadParameter(parameter, detail));
        }
    }

    /// <summary>The answer as JSON, tagged with the state it speaks of.</summary>
    internal IResult Json<T>(T answer)
    {
        Tag();
        return AnswerJson.Ok(answer);
    }

    /// <summary>The answer as a table where the client asks for CSV or Arrow, else as JSON.</summary>
    internal IResult JsonOrTable<T>(T answer, Func<T, AnswerTable> table)
    {
        Tag();
        return AnswerTable.OrJson(request, answer, table);
    }

    /// <summary>The answer as text of another form, tagged with the state it speaks of.</summary>
    internal IResult Text(string answer, string mediaType)
    {
        Tag();
        return Results.Text(answer, mediaType + "; charset=utf-8");
    }

    private void RefuseUnknownParameters()
    {
        foreach ((string name, StringValues values) in request.Query)
        {
            if (!known.Contains(name))
            {
                Refuse(name, $"There is no parameter '{name}' here. Known: {string.Join(", ", known.Order())}.");
            }
            else if (values.Count > 1)
            {
                Refuse(name, "The parameter was given more than once.");
            }
        }
    }

    private void Tag()
    {
        if (IsTagged)
        {
            EntityTag.Set(request, Model!);
        }
    }

    private int Find(int? index, Func<IResult> problem)
    {
        if (index is null && Model is not null)
        {
            later ??= problem();
        }
        return index ?? 0;
    }

    private IResult? CheckAsOf(string asOf)
    {
        if (!long.TryParse(asOf, NumberStyles.None, CultureInfo.InvariantCulture, out long version))
        {
            Refuse("asOf", "The state must be given as a version number, as the asOf of an answer has it.");
            return null;
        }
        return version == Model!.Version ? null : QueryProblems.AsOfNotKept(version, Model.Version);
    }
}
