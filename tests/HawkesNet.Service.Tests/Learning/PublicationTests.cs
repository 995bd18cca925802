using HawkesNet.Service.Tests.Access;
using Xunit;
using static HawkesNet.Service.Tests.Learning.TestNetwork;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>When a changed model becomes visible. The time between publications is that of a clock which the tests let
/// run, so that a machine that pauses in a copy does not make the next one come later.</summary>
public sealed class PublicationTests
{
    private static readonly TimeSpan gap = TimeSpan.FromMilliseconds(10);
    private readonly TestClock clock = new() { IsStopped = true };

    [Fact]
    public async Task A_reader_that_keeps_asking_sees_events_soon_while_others_keep_coming()
    {
        using var network = new TestNetwork(clock: clock);
        for (int i = 0; i < 400; i++)
        {
            await network.AppendAsync(How(), new TestEvent(i * 60 * Second, "a", "b", Id: $"e{i}"));
            await LearnedAsync(network);
            clock.Advance(gap);
            _ = network.Network.Model;
        }
        // Twenty intervals of 200 ms have passed; without a reader's asking there would be four publications.
        Assert.InRange(network.Network.Model.Version, 10, 21);
    }

    [Fact]
    public async Task A_model_is_published_in_a_silence_though_it_was_asked_for_only_before()
    {
        using var network = new TestNetwork(clock: clock);
        long before = network.Network.Model.Version;
        await network.AppendAsync(How(), new TestEvent(0, "a", "b", Id: "first"));
        await network.AppendAsync(How(), new TestEvent(3600 * Second, "a", "b", Id: "second"));
        await LearnedAsync(network);
        clock.Advance(new ServiceOptions().PublishInterval);
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.True(network.Network.Model.Version > before);
    }

    private static async Task LearnedAsync(TestNetwork network)
    {
        while (network.Network.Status.LagEvents > 0)
        {
            await Task.Yield();
        }
    }
}
