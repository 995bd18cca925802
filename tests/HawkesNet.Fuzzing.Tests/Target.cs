namespace HawkesNet.Fuzzing.Tests;

/// <summary>What is fuzzed.</summary>
/// <param name="Name">In words.</param>
/// <param name="Seeds">Inputs to begin with.</param>
/// <param name="Tokens">Pieces of input that mean something to it.</param>
/// <param name="Try">Runs one case: null, or in words what was wrong. What it throws is a failure.</param>
internal sealed record Target(string Name, byte[][] Seeds, byte[][] Tokens, Func<byte[], string?> Try);
