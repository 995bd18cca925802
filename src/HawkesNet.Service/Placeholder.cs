namespace HawkesNet.Service;
internal static class Placeholder;
