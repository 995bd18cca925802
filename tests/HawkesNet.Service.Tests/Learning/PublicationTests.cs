using static HawkesNet.Service.Tests.Learning.TestNetwork;

namespace HawkesNet.Service.Tests.Learning;

/// <summary>When a changed model becomes visible.</summary>
public sealed class PublicationTests
{
    [Fact]
    public async Task A_reader_that_keeps_asking_sees_events_soon_while_others_keep_coming()
    {
        using var network = new TestNetwork();
        long seen = 0;
        for (int i = 0; i < 400 && seen < 3; i++)
        {
            await network.AppendAsync(How(), new TestEvent(i * 60 * Second, "a", "b", Id: $"e{i}"));
            await Task.Delay(5);
            seen = network.Network.Model.Version;
        }
        Assert.True(seen >= 3, $"only {seen} publications in two seconds of asking");
    }

    [Fact]
    public async Task A_model_is_published_in_a_silence_though_it_was_asked_for_only_before()
    {
        using var network = new TestNetwork();
        long before = network.Network.Model.Version;
        await network.AppendAsync(How(), new TestEvent(0, "a", "b", Id: "first"));
        await network.AppendAsync(How(), new TestEvent(3600 * Second, "a", "b", Id: "second"));
        await Task.Delay(TimeSpan.FromSeconds(2));
        Assert.True(network.Network.Model.Version > before);
    }
}
