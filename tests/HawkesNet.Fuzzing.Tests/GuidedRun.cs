using System.Diagnostics;
using HawkesNet.Cli.Fuzz;

namespace HawkesNet.Fuzzing.Tests;

/// <summary>Tries each target in turn, and holds the inputs that take new edges, to change them further. Not
/// thread-safe.</summary>
/// <param name="targets">What is fuzzed.</param>
/// <param name="seed">Decides the cases.</param>
/// <param name="isGuided">False: only the first inputs are changed.</param>
internal sealed class GuidedRun(IReadOnlyList<Target> targets, int seed, bool isGuided)
{
    private const int CasesTogether = 250;

    private readonly Attempt[] attempts =
        [.. targets.Select((target, index) => new Attempt(
            target, new Corpus(seed + (2 * index), target.Seeds, target.Tokens)))];

    /// <summary>All cases so far.</summary>
    public long Cases => attempts.Sum(attempt => attempt.Found.Cases);

    /// <summary>Edges so far, each counted once for each target.</summary>
    public int Edges => attempts.Sum(attempt => attempt.Coverage.Edges);

    /// <summary>What came of each target.</summary>
    public TargetResult[] Results =>
        [.. attempts.Select(attempt => new TargetResult(
            attempt.Found.Of, attempt.Found.Cases, attempt.Inputs.Count, attempt.Coverage.Edges,
            attempt.Found.Wrong, attempt.Found.Crashes, [.. attempt.Found.Notes]))];

    /// <summary>Tries so many cases of each target, or fewer if time is up, telling how far it is.</summary>
    public void Run(long casesMax, TimeSpan timeMax, Action<TimeSpan, GuidedRun> tell)
    {
        long started = Stopwatch.GetTimestamp();
        var next = TimeSpan.FromSeconds(15);
        foreach (Attempt attempt in attempts)
        {
            foreach (byte[] input in attempt.Target.Seeds)
            {
                attempt.Case(input, holds: false);
            }
        }
        for (long cases = 0; cases < casesMax && Stopwatch.GetElapsedTime(started) < timeMax; cases += CasesTogether)
        {
            foreach (Attempt attempt in attempts)
            {
                for (int i = 0; i < CasesTogether; i++)
                {
                    attempt.Case(attempt.Inputs.Next(), isGuided);
                }
            }
            if (Stopwatch.GetElapsedTime(started) >= next)
            {
                tell(Stopwatch.GetElapsedTime(started), this);
                next *= 2;
            }
        }
        tell(Stopwatch.GetElapsedTime(started), this);
    }

    private sealed record Attempt(Target Target, Corpus Inputs)
    {
        public Coverage Coverage { get; } = new();

        public FuzzCount Found { get; } = new(Target.Name);

        public void Case(byte[] input, bool holds)
        {
            Found.Cases++;
            Coverage.Clear();
            try
            {
                if (Target.Try(input) is { } wrong)
                {
                    Found.Note(wrong, input);
                }
            }
            catch (Exception e)
            {
                Found.NoteCrash(e, input);
            }
            if (Coverage.Add() && holds)
            {
                Inputs.Add(input);
            }
        }
    }
}

/// <summary>What came of a target.</summary>
internal sealed record TargetResult(
    string Of, long Cases, int Inputs, int Edges, long Wrong, long Crashes, string[] Notes);
