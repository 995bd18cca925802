using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("HawkesNet.Service.Tests")]
[assembly: InternalsVisibleTo("HawkesNet.Fuzzing.Tests")]
