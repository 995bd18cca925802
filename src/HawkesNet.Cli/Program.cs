using System.Reflection;
using HawkesNet.Cli;
using HawkesNet.Cli.Events;
using HawkesNet.Cli.Http;
using HawkesNet.Cli.Keys;
using HawkesNet.Gpu;
using HawkesNet.Service.Access;
using HawkesNet.Storage;
using Spectre.Console.Cli;

const int Failed = 1;
const int WrongUsage = 2;

var app = new CommandApp();
app.Configure(config =>
{
    config.SetApplicationName("hawkesnet");
    config.SetApplicationVersion(
        typeof(ServeCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!
            .InformationalVersion);
    config.PropagateExceptions();
    // A mistyped option would else be passed over in silence.
    config.UseStrictParsing();
    config.AddCommand<ServeCommand>("serve");
    config.AddBranch("keys", keys =>
    {
        keys.SetDescription("Make, list and revoke the keys of a service.");
        keys.AddCommand<AddKeyCommand>("add");
        keys.AddCommand<ListKeysCommand>("list");
        keys.AddCommand<RevokeKeyCommand>("revoke");
    });
    config.AddCommand<BackupCommand>("backup");
    config.AddCommand<DemoCommand>("demo");
    config.AddCommand<EvaluateCommand>("evaluate");
    config.AddCommand<SimulateCommand>("simulate");
    config.AddCommand<ReplayCommand>("replay");
    config.AddCommand<VerifyCommand>("verify");
    config.AddCommand<BenchCommand>("bench");
    config.AddCommand<CrashTestCommand>("crashtest");
    config.AddCommand<DiskTestCommand>("disktest");
    config.AddCommand<DamageTestCommand>("damagetest");
    config.AddCommand<FuzzCommand>("fuzz");
    config.AddCommand<LoadTestCommand>("loadtest");
});
try
{
    return await app.RunAsync(args);
}
catch (CommandAppException e)
{
    Output.Say($"hawkesnet: {e.Message}\nTry 'hawkesnet --help'.");
    return WrongUsage;
}
catch (FormatException e)
{
    Output.Say($"hawkesnet: {e.Message}");
    return WrongUsage;
}
catch (InputException e)
{
    Output.Say(e.Describe());
    return WrongUsage;
}
catch (Exception e) when (e is StoreUnavailableException or SchemaMismatchException or NoDeviceException)
{
    Output.Say($"hawkesnet: {e.Message}");
    return Failed;
}
catch (Exception e) when (e is StoreSettingsException or OpenToOthersException or InvalidKeyException)
{
    Output.Say($"hawkesnet: {e.Message}");
    return WrongUsage;
}
catch (HttpRequestException e)
{
    Output.Say($"hawkesnet: no service answers: {e.Message}. Is 'hawkesnet serve' running, at this --url?");
    return Failed;
}
catch (ServiceException e)
{
    Output.Say($"hawkesnet: {e.Message}");
    return Failed;
}
catch (Exception e) when (e is IOException or UnauthorizedAccessException)
{
    Output.Say($"hawkesnet: {e.Message}");
    return Failed;
}
catch (OperationCanceledException)
{
    Output.Say("interrupted");
    return Failed;
}
catch (Exception e)
{
    Output.Say($"hawkesnet failed: {e}");
    return Failed;
}
