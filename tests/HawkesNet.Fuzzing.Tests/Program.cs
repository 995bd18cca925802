using HawkesNet.Fuzzing.Tests;
using Spectre.Console.Cli;

return await new CommandApp<GuidedCommand>().RunAsync(args);
