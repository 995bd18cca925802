using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HawkesNet.Service.Tests.Access;

/// <summary>Keeps every message, of every level.</summary>
public sealed class TestLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> messages = new();

    public IReadOnlyCollection<string> Messages => messages;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception,
        Func<TState, Exception?, string> formatter) => messages.Enqueue(formatter(state, exception) + exception);

    public void Dispose()
    {
    }
}
