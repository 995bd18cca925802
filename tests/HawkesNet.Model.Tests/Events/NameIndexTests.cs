using System.Text;
using HawkesNet.Model.Events;
using HawkesNet.Model.Numerics;
using Xunit;

namespace HawkesNet.Model.Tests.Events;

public sealed class NameIndexTests
{
    [Fact]
    public void Agrees_with_a_dictionary_on_random_names_of_all_lengths()
    {
        var rng = new CounterRng(3);
        var index = new NameIndex();
        var oracle = new Dictionary<string, int>();
        for (int i = 0; i < 60_000; i++)
        {
            byte[] name = new byte[rng.Below(4) == 0 ? rng.Below(40) : rng.Below(4)];
            for (int b = 0; b < name.Length; b++)
            {
                name[b] = (byte)('a' + rng.Below(6));
            }
            string text = Encoding.UTF8.GetString(name);
            int known = oracle.GetValueOrDefault(text, -1);
            Assert.Equal(known, index.Find(name));
            oracle.TryAdd(text, oracle.Count);
            Assert.Equal(oracle[text], index.GetOrAdd(name));
        }
        Assert.Equal(oracle.Count, index.Count);
        foreach ((string text, int at) in oracle)
        {
            Assert.Equal(text, Encoding.UTF8.GetString(index[at]));
        }
    }

    [Fact]
    public void Hash_seed_changes_no_index()
    {
        var plain = new NameIndex();
        var seeded = new NameIndex(0x1234567890ABCDEF);
        for (int i = 0; i < 5_000; i++)
        {
            byte[] name = Encoding.UTF8.GetBytes($"actor {i * 7919 % 3000}");
            Assert.Equal(plain.GetOrAdd(name), seeded.GetOrAdd(name));
        }
    }

    [Fact]
    public void Empty_and_zero_filled_names_are_names_of_their_own()
    {
        var index = new NameIndex();
        for (int length = 0; length <= 24; length++)
        {
            Assert.Equal(length, index.GetOrAdd(new byte[length]));
        }
        for (int length = 0; length <= 24; length++)
        {
            Assert.Equal(length, index.Find(new byte[length]));
            Assert.Equal(length, index[length].Length);
        }
    }

    [Fact]
    public void Refuses_an_index_it_does_not_hold()
    {
        var index = new NameIndex();
        index.GetOrAdd("a"u8);
        Assert.Throws<ArgumentOutOfRangeException>(() => index[1].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => index[-1].Length);
    }

    [Fact]
    public void A_lookup_allocates_nothing()
    {
        var index = new NameIndex();
        index.GetOrAdd("alpha"u8);
        index.Find("beta"u8);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            index.GetOrAdd("alpha"u8);
            index.Find("beta"u8);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }
}
