using System.Globalization;
using System.Text;
using System.Xml;
using HawkesNet.Model.Prediction;
using HawkesNet.Service.Learning;
using Microsoft.AspNetCore.Http;

namespace HawkesNet.Service.Query;

/// <summary>A latent tie.</summary>
/// <param name="Source">The actor that influences.</param>
/// <param name="Target">The actor that is influenced.</param>
/// <param name="Weight">Expected events of the target that one event of the source sets off.</param>
public sealed record TieAnswer(string Source, string Target, EstimateAnswer Weight);

/// <summary>The estimated network of influence without contact.</summary>
/// <param name="AsOf">The state the answer speaks of.</param>
/// <param name="InUse">Whether ties explain enough to be part of the model; false: none are listed.</param>
/// <param name="Ties">The ties, the heaviest first.</param>
public sealed record TiesAnswer(AsOf AsOf, bool InUse, IReadOnlyList<TieAnswer> Ties);

/// <summary>The latent network.</summary>
internal static class TieApi
{
    private const int TopMax = 10_000;
    private const string GraphNamespace = "http://graphml.graphdrawing.org/xmlns";

    /// <summary>The estimated network</summary>
    /// <remarks>
    /// Who influences whom without a contact that was seen: expected events of the target that one event of the
    /// source sets off, with a 90 % interval, the heaviest first. Also as text/csv and as an Arrow stream and as
    /// application/graphml+xml.
    /// </remarks>
    internal static IResult GetTies(
        string network, string? top, string? minWeight, string? asOf, NetworkRegistry networks, HttpRequest request)
    {
        var query = new QueryReader(networks, network, asOf, request);
        int count = query.Number("top", top, fallback: 100, min: 1, TopMax);
        double least = query.NonNegative("minWeight", minWeight);
        if (query.IsSettled(out IResult? settled))
        {
            return settled!;
        }
        PublishedModel model = query.Model!;
        var answer = new TiesAnswer(
            AsOf.Of(model), model.View.HasTies,
            [.. TieEstimates.Top(model.View, count, least).Select(tie => new TieAnswer(
                model.ActorName(tie.Source), model.ActorName(tie.Target), EstimateAnswer.Of(tie.Weight)))]);
        return AnswerForm.Of(request) == AnswerForm.GraphMl
            ? query.Text(Graph(answer), AnswerForm.GraphMl)
            : query.JsonOrTable(answer, Table);
    }

    private static AnswerTable Table(TiesAnswer answer)
    {
        var table = new AnswerTable(
        [
            .. TableColumn.Texts("source", "target"),
            .. TableColumn.Numbers("weight", "low", "high"),
        ]);
        foreach (TieAnswer tie in answer.Ties)
        {
            table.Row(tie.Source, tie.Target, tie.Weight.Mean, tie.Weight.Low, tie.Weight.High);
        }
        return table;
    }

    /// <summary>The ties as a directed graph; numbered, with the actors' names.</summary>
    private static string Graph(TiesAnswer answer)
    {
        var text = new StringBuilder();
        using var writer = XmlWriter.Create(
            text, new XmlWriterSettings { Indent = true, OmitXmlDeclaration = true, CheckCharacters = false });
        writer.WriteStartElement("graphml", GraphNamespace);
        WriteKey(writer, "name", "node", "string");
        foreach (string number in new[] { "weight", "low", "high" })
        {
            WriteKey(writer, number, "edge", "double");
        }
        writer.WriteStartElement("graph");
        writer.WriteAttributeString("edgedefault", "directed");
        var numbers = new Dictionary<string, string>();
        foreach (string actor in answer.Ties.SelectMany(tie => new[] { tie.Source, tie.Target }))
        {
            if (numbers.TryAdd(actor, string.Create(CultureInfo.InvariantCulture, $"n{numbers.Count}")))
            {
                writer.WriteStartElement("node");
                writer.WriteAttributeString("id", numbers[actor]);
                WriteData(writer, "name", actor);
                writer.WriteEndElement();
            }
        }
        foreach (TieAnswer tie in answer.Ties)
        {
            writer.WriteStartElement("edge");
            writer.WriteAttributeString("source", numbers[tie.Source]);
            writer.WriteAttributeString("target", numbers[tie.Target]);
            WriteData(writer, "weight", Text(tie.Weight.Mean));
            WriteData(writer, "low", Text(tie.Weight.Low));
            WriteData(writer, "high", Text(tie.Weight.High));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
        writer.Flush();
        return text.ToString();
    }

    private static string Text(double? number) => number?.ToString("R", CultureInfo.InvariantCulture) ?? "";

    private static void WriteKey(XmlWriter writer, string name, string of, string type)
    {
        writer.WriteStartElement("key");
        writer.WriteAttributeString("id", name);
        writer.WriteAttributeString("for", of);
        writer.WriteAttributeString("attr.name", name);
        writer.WriteAttributeString("attr.type", type);
        writer.WriteEndElement();
    }

    private static void WriteData(XmlWriter writer, string key, string value)
    {
        writer.WriteStartElement("data");
        writer.WriteAttributeString("key", key);
        writer.WriteString(value);
        writer.WriteEndElement();
    }
}
