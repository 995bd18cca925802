namespace HawkesNet.Storage;
internal static class Placeholder;
