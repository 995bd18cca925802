using System.Runtime.CompilerServices;

[assembly: InternalsVisibleTo("HawkesNet.Service.Tests")]
