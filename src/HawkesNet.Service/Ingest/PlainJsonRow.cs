using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace HawkesNet.Service.Ingest;

/// <summary>A row of JSON as nearly all writers write it: known members, each once, printable ASCII without escapes,
/// plain numbers. Thread-safe.</summary>
/// <remarks>What is not of that form, or has any fault, is left to <see cref="JsonRows"/>, which then reads the row
/// from its start: so this says nothing but "valid, and this is in it".</remarks>
internal static class PlainJsonRow
{
    /// <summary>Bytes of a name with its end that are compared at once.</summary>
    private const int NameWordBytes = sizeof(ulong);

    private static readonly ulong idName = Word("id\""u8), timeName = Word("time\""u8), typeName = Word("type\""u8);

    private static readonly ulong sourceName = Word("source\""u8), targetName = Word("target\""u8);

    private static readonly ulong weightName = Word("weight\""u8);

    /// <summary>Reads a row; false: it is not of the plain form, and the draft is void.</summary>
    public static bool TryRead(ReadOnlySpan<byte> row, TimeUnit? unit, int nameBytesMax, scoped ref RowDraft draft)
    {
        if (row.IsEmpty || row[0] != '{')
        {
            return false;
        }
        int at = 0;
        do
        {
            at = AfterSpaces(row, at + 1);
            if (!TryField(row, ref at, out EventField field) || (draft.Seen & field) != 0)
            {
                return false;
            }
            draft.Seen |= field;
            ReadOnlySpan<byte> value;
            if (row[at] == '"')
            {
                int length = PlainLength(row, at + 1);
                if (length < 0)
                {
                    return false;
                }
                value = row.Slice(at + 1, length);
                at += length + 2;
                if (!TryText(field, value, nameBytesMax, ref draft))
                {
                    return false;
                }
            }
            else
            {
                value = Number(row[at..]);
                at += value.Length;
                if (!TryNumber(field, value, unit, ref draft))
                {
                    return false;
                }
            }
            at = AfterSpaces(row, at);
        }
        while (at < row.Length && row[at] == ',');
        return at < row.Length && row[at] == '}' && AfterSpaces(row, at + 1) == row.Length
            && (EventFields.Required & ~draft.Given) == 0 && draft.FaultCode is null;
    }

    /// <summary>Reads <c>"name":</c>; there is at least one byte after it then.</summary>
    private static bool TryField(ReadOnlySpan<byte> row, ref int at, out EventField field)
    {
        field = EventField.None;
        if (row.Length - at < 1 + NameWordBytes || row[at] != '"')
        {
            return false;
        }
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(row[(at + 1)..]);
        (field, int bytes) =
            (word & Mask(7)) == sourceName ? (EventField.Source, 7)
            : (word & Mask(7)) == targetName ? (EventField.Target, 7)
            : (word & Mask(5)) == timeName ? (EventField.Time, 5)
            : (word & Mask(3)) == idName ? (EventField.Id, 3)
            : (word & Mask(5)) == typeName ? (EventField.Type, 5)
            : (word & Mask(7)) == weightName ? (EventField.Weight, 7)
            : (EventField.None, 0);
        at = AfterSpaces(row, at + 1 + bytes);
        if (field == EventField.None || at >= row.Length || row[at] != ':')
        {
            return false;
        }
        at = AfterSpaces(row, at + 1);
        return at < row.Length;
    }

    private static bool TryText(
        EventField field, ReadOnlySpan<byte> text, int nameBytesMax, scoped ref RowDraft draft)
    {
        if (field == EventField.Time)
        {
            draft.SetTimeText(text);
            return draft.FaultCode is null;
        }
        if (field == EventField.Weight || text.IsEmpty || text.Length > nameBytesMax)
        {
            return false;
        }
        draft.SetPlainName(field, text);
        return true;
    }

    private static bool TryNumber(
        EventField field, ReadOnlySpan<byte> number, TimeUnit? unit, scoped ref RowDraft draft)
    {
        if (number.IsEmpty)
        {
            return false;
        }
        if (field == EventField.Time && unit is not null)
        {
            draft.SetTimeNumber(number, unit);
            return draft.FaultCode is null;
        }
        if (field == EventField.Weight)
        {
            draft.SetWeight(number);
            return draft.FaultCode is null;
        }
        return false;
    }

    /// <summary>Bytes of printable ASCII before the next quote; negative: there is something else before it, or no
    /// quote.</summary>
    private static int PlainLength(ReadOnlySpan<byte> row, int start)
    {
        int at = start;
        for (; row.Length - at >= Vector256<byte>.Count; at += Vector256<byte>.Count)
        {
            var bytes = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(row), (nuint)at);
            // Beyond the printable ones from both sides: as signed bytes those above 127 are negative.
            uint ends = (Vector256.LessThan(bytes.AsSByte(), Vector256.Create((sbyte)' ')).AsByte()
                | Vector256.Equals(bytes, Vector256.Create((byte)'"'))
                | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))
                | Vector256.Equals(bytes, Vector256.Create((byte)0x7F))).ExtractMostSignificantBits();
            if (ends != 0)
            {
                at += BitOperations.TrailingZeroCount(ends);
                return row[at] == '"' ? at - start : -1;
            }
        }
        while (at < row.Length && row[at] is >= (byte)' ' and <= (byte)'~' and not ((byte)'"' or (byte)'\\'))
        {
            at++;
        }
        return at < row.Length && row[at] == '"' ? at - start : -1;
    }

    /// <summary>The digits, with or without a fraction, that a text starts with; empty: JSON has no such
    /// number.</summary>
    private static ReadOnlySpan<byte> Number(ReadOnlySpan<byte> text)
    {
        int whole = DigitCount(text);
        if (whole == 0 || (whole > 1 && text[0] == '0'))
        {
            return [];
        }
        if (whole == text.Length || text[whole] != '.')
        {
            return text[..whole];
        }
        int fraction = DigitCount(text[(whole + 1)..]);
        return fraction == 0 ? [] : text[..(whole + 1 + fraction)];
    }

    private static int DigitCount(ReadOnlySpan<byte> text)
    {
        int other = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return other < 0 ? text.Length : other;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int AfterSpaces(ReadOnlySpan<byte> row, int at) =>
        (uint)at < (uint)row.Length && row[at] > ' ' ? at : PastSpaces(row, at);

    private static int PastSpaces(ReadOnlySpan<byte> row, int at)
    {
        while (at < row.Length && row[at] is (byte)' ' or (byte)'\t' or (byte)'\r')
        {
            at++;
        }
        return at;
    }

    private static ulong Mask(int bytes) => ulong.MaxValue >> (8 * (NameWordBytes - bytes));

    private static ulong Word(ReadOnlySpan<byte> name)
    {
        Span<byte> word = stackalloc byte[NameWordBytes];
        word.Clear();
        name.CopyTo(word);
        return BinaryPrimitives.ReadUInt64LittleEndian(word);
    }
}
