using System.Text.Json;
using HawkesNet.Service.Ingest;
using HawkesNet.Service.Learning;
using HawkesNet.Service.Query;

namespace HawkesNet.Service.Networks;

/// <summary>A network's settings from JSON: unknown members, wrong types and values out of range are errors, never
/// ignored.</summary>
public static class SettingsReader
{
    /// <summary>Reads the settings; an empty text gives the defaults.</summary>
    /// <param name="json">UTF-8.</param>
    /// <returns>The settings, and what is wrong with the text (empty: nothing).</returns>
    public static (NetworkSettings Settings, IReadOnlyList<RowError> Errors) Read(ReadOnlyMemory<byte> json)
    {
        NetworkSettings settings = new();
        List<RowError> errors = [];
        if (json.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0)
        {
            return (settings, errors);
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return (settings, [Error("", "notAnObject", "The settings must be a JSON object.")]);
            }
            HashSet<string> seen = new(StringComparer.Ordinal);
            foreach (JsonProperty member in document.RootElement.EnumerateObject())
            {
                RowError? error = seen.Add(member.Name)
                    ? TryApply(ref settings, member.Name, member.Value)
                    : Error(member.Name, "duplicateField", $"'{member.Name}' is given more than once.");
                errors.AddRange(error is null ? [] : [error]);
            }
        }
        catch (JsonException exception)
        {
            return (settings, [Error("", "malformedJson", exception.Message)]);
        }
        if (errors.Count == 0 && CheckWhole(settings) is { } whole)
        {
            errors.Add(whole);
        }
        return (settings, errors);
    }

    private static RowError? TryApply(ref NetworkSettings settings, string name, JsonElement value)
    {
        long? ticks = null;
        int count = 0;
        RowError? error = name switch
        {
            "resolution" or "memory" or "forgettingHalfLife" => ReadDuration(name, value, allowNull: true, out ticks),
            "allowedLateness" => ReadDuration(name, value, allowNull: false, out ticks),
            "maxClusters" or "maxActors" or "maxTypes" => ReadCount(name, value, out count),
            "ties" or "rhythm" or "pseudonyms" => value.ValueKind is JsonValueKind.True or JsonValueKind.False
                ? null
                : Error(name, "wrongType", $"'{name}' must be true or false."),
            _ => Error(name, "unknownField", $"There is no setting '{name}'."),
        };
        if (error is null)
        {
            settings = name switch
            {
                "resolution" => settings with { ResolutionTicks = ticks },
                "memory" => settings with { MemoryTicks = ticks },
                "forgettingHalfLife" => settings with { ForgettingHalfLifeTicks = ticks },
                "allowedLateness" => settings with { AllowedLatenessTicks = ticks ?? 0 },
                "maxClusters" => settings with { ClustersMax = count },
                "maxActors" => settings with { ActorsMax = count },
                "maxTypes" => settings with { TypesMax = count },
                "rhythm" => settings with { Rhythm = value.ValueKind == JsonValueKind.True },
                "pseudonyms" => settings with { Pseudonyms = value.ValueKind == JsonValueKind.True },
                _ => settings with { Ties = value.ValueKind == JsonValueKind.True },
            };
        }
        return error;
    }

    private static RowError? ReadDuration(string name, JsonElement value, bool allowNull, out long? ticks)
    {
        ticks = null;
        if (value.ValueKind == JsonValueKind.Null && allowNull)
        {
            return null;
        }
        if (value.ValueKind != JsonValueKind.String)
        {
            return Error(name, "wrongType", $"'{name}' must be a duration as text, like 90d, 500ms or PT1H.");
        }
        string text = value.GetString()!;
        if (!allowNull && text is "0s" or "PT0S")
        {
            ticks = 0;
            return null;
        }
        bool isRead = DurationText.TryParse(text, out long read, out string? fault);
        ticks = read;
        return isRead ? null : Error(name, "badDuration", fault!);
    }

    private static RowError? ReadCount(string name, JsonElement value, out int count)
    {
        count = 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out count)
            ? null
            : Error(name, "wrongType", $"'{name}' must be a whole number.");
    }

    // The settings' own rules decide what is in range, so that both cannot drift apart.
    private static RowError? CheckWhole(NetworkSettings settings)
    {
        try
        {
            settings.Validate();
            return null;
        }
        catch (ArgumentException exception)
        {
            string name = exception.ParamName switch
            {
                nameof(NetworkSettings.ResolutionTicks) => "resolution",
                nameof(NetworkSettings.MemoryTicks) => "memory",
                nameof(NetworkSettings.ForgettingHalfLifeTicks) => "forgettingHalfLife",
                nameof(NetworkSettings.AllowedLatenessTicks) => "allowedLateness",
                nameof(NetworkSettings.ClustersMax) => "maxClusters",
                nameof(NetworkSettings.ActorsMax) => "maxActors",
                nameof(NetworkSettings.TypesMax) => "maxTypes",
                _ => "",
            };
            string reason = exception.Message.Split(" (Parameter")[0];
            return Error(name, "outOfRange", $"'{name}' {reason}.");
        }
    }

    private static RowError Error(string name, string code, string detail) =>
        new(1, name.Length == 0 ? "" : "/" + name.Replace("~", "~0").Replace("/", "~1"), code, detail);
}
