using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using HawkesNet.Gpu.Tests.Contracts;
using HawkesNet.Gpu.Tests.Oracles;
using HawkesNet.Model.Events;
using HawkesNet.Model.Inference;
using HawkesNet.Model.Tests.Oracles;
using HawkesNet.Service;
using HawkesNet.Service.Tests;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Gpu.Tests;

/// <summary>The whole service, its decays computed by the kernels, and what it says of the device.</summary>
public sealed class DeviceServiceTests(ModelDevice model) : IClassFixture<ModelDevice>
{
    private const int Events = 800;

    [Fact]
    public async Task The_service_s_decays_are_computed_by_the_kernels()
    {
        var device = new LearningDevice(model.Device);
        (JsonNode diagnostics, string metrics, List<string> messages) = await LearnAsync(device);
        JsonNode said = diagnostics["device"]!;
        Assert.StartsWith("ilgpu cpu", said["name"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Null(said["failure"]);
        Assert.True(said["evaluations"]!.GetValue<long>() > 0, "the kernels were not asked");
        Assert.Equal(Events, diagnostics["stream"]!["appliedPosition"]!.GetValue<long>());
        Assert.Contains("hawkesnet_device_failed 0", metrics, StringComparison.Ordinal);
        Assert.Contains($"hawkesnet_device_evaluations_total {device.Evaluations}", metrics, StringComparison.Ordinal);
        Assert.Contains(
            messages, message => message.StartsWith("Learning runs on ilgpu cpu", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_device_that_fails_in_mid_stream_costs_no_event_and_the_service_says_so()
    {
        var device = new LearningDevice(new FailingDevice(model.Device, 3));
        (JsonNode diagnostics, string metrics, List<string> messages) = await LearnAsync(device);
        Assert.Equal(Events, diagnostics["events"]!.GetValue<long>());
        Assert.Equal(Events, diagnostics["stream"]!["appliedPosition"]!.GetValue<long>());
        Assert.Null(diagnostics["stream"]!["learnerError"]);
        Assert.Equal(
            "InvalidOperationException: the device fell off the bus",
            diagnostics["device"]!["failure"]!.GetValue<string>());
        Assert.Equal(3, diagnostics["device"]!["evaluations"]!.GetValue<long>());
        Assert.Contains("hawkesnet_device_failed 1", metrics, StringComparison.Ordinal);
        Assert.Single(messages, message => message.StartsWith("The device failing", StringComparison.Ordinal));
    }

    private static async Task<(JsonNode Diagnostics, string Metrics, List<string> Messages)> LearnAsync(
        LearningDevice device)
    {
        var messages = new MessageList();
        var service = new ServiceFixture
        {
            Options = new ServiceOptions { Device = device },
            Configure = builder => builder.Logging.AddProvider(messages),
        };
        await service.InitializeAsync();
        try
        {
            Answer posted = await service.PostAsync(
                "v1/networks/n/events?backfill=true&ack=applied", Encoding.UTF8.GetBytes(Body()));
            Assert.Equal(200, posted.Status);
            JsonNode diagnostics = JsonNode.Parse(
                await service.Client.GetStringAsync(new Uri("v1/networks/n/diagnostics", UriKind.Relative)))!;
            string metrics = await service.Client.GetStringAsync(new Uri("metrics", UriKind.Relative));
            return (diagnostics, metrics, messages.All);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    private static string Body()
    {
        EventBatch stream = RandomStreams.Excited(33, Events, 6, 1, 0.2);
        var text = new StringBuilder();
        DateTime origin = new(2026, 3, 1, 0, 0, 0, DateTimeKind.Utc);
        for (int i = 0; i < stream.Count; i++)
        {
            string time = origin.AddMilliseconds(stream.TimeTicks[i]).ToString("O", CultureInfo.InvariantCulture);
            string target = stream.Targets[i] < 0 ? "" : $", \"target\": \"a{stream.Targets[i]}\"";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{{\"time\": \"{time}\", \"source\": \"a{stream.Sources[i]}\"{target}}}");
        }
        return text.ToString();
    }

    private sealed class MessageList : ILoggerProvider, ILogger
    {
        private readonly Lock gate = new();
        private readonly List<string> messages = [];

        public List<string> All
        {
            get
            {
                lock (gate)
                {
                    return [.. messages];
                }
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception,
            Func<TState, Exception?, string> formatter)
        {
            lock (gate)
            {
                messages.Add(formatter(state, exception));
            }
        }

        public void Dispose()
        {
        }
    }
}
