using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Hub.Cryptography;

namespace Hub.Grains.Qr;

/// <summary>
/// Frames of QR codes: proof that a phone saw a code that the hub gave to a page a short while ago. 15 bytes: kind (1 rotating, 2 long-lived), step (4, big-endian),
/// and 10 bytes of HMAC-SHA-256 over challenge ‖ kind ‖ step. Nothing is stored, so any gateway verifies what another one issued.
/// </summary>
public sealed class QrFrames(QrKeys keys)
{
    /// <summary>How long a page shows one rotating frame.</summary>
    public static readonly TimeSpan Step = TimeSpan.FromSeconds(15);

    /// <summary>The most frames of one book: a page that lost its line soon shows an expired code.</summary>
    public const int MaxBook = 8;

    /// <summary>Characters of a frame.</summary>
    public const int FrameLength = 20;

    private const byte Rotating = 1;
    private const byte LongLived = 2;
    private const int MacStart = 5;
    private const int Length = 15;

    /// <summary>A book of frames, one a step, the first of them the one to be shown now.</summary>
    /// <param name="count">1 … <see cref="MaxBook"/>.</param>
    public IReadOnlyList<QrFrame> Issue(ChallengeId challenge, DateTimeOffset now, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, MaxBook);
        var first = StepOf(now);
        return [.. Enumerable.Range(0, count).Select(place => At(challenge, first + place))];
    }

    /// <summary>A frame that does not rotate, for halls that need it on decrypt (projector, low vision). The challenge itself ends it.</summary>
    /// <param name="now">From when the page shows it.</param>
    /// <param name="until">When the page should ask anew; verification does not look at it.</param>
    public QrFrame IssueLongLived(ChallengeId challenge, DateTimeOffset now, DateTimeOffset until) => new(Encode(challenge, LongLived, 0), now, until);

    /// <summary>Whether the frame is one of this challenge, of the current step or one on either side, or a long-lived one. Any other text is false.</summary>
    public bool Verify(ChallengeId challenge, string? frame, DateTimeOffset now)
    {
        Span<byte> bytes = stackalloc byte[Length];
        if (frame is not { Length: FrameLength } || Base64Url.DecodeFromChars(frame, bytes, out _, out var written) != System.Buffers.OperationStatus.Done || written != Length)
            return false;
        var step = BinaryPrimitives.ReadUInt32BigEndian(bytes[1..]);
        var genuine = CryptographicOperations.FixedTimeEquals(Mac(challenge, bytes[0], step).AsSpan(0, Length - MacStart), bytes[MacStart..]);
        return genuine && bytes[0] switch
        {
            Rotating => Math.Abs(step - StepOf(now)) <= 1,
            LongLived => true,
            _ => false,
        };
    }

    private QrFrame At(ChallengeId challenge, long step)
    {
        var from = DateTimeOffset.UnixEpoch + step * Step;
        return new QrFrame(Encode(challenge, Rotating, checked((uint)step)), from, from + Step);
    }

    private string Encode(ChallengeId challenge, byte kind, uint step)
    {
        Span<byte> bytes = stackalloc byte[Length];
        bytes[0] = kind;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], step);
        Mac(challenge, kind, step).AsSpan(0, Length - MacStart).CopyTo(bytes[MacStart..]);
        return Base64Url.EncodeToString(bytes);
    }

    private byte[] Mac(ChallengeId challenge, byte kind, uint step)
    {
        var place = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(place, step);
        return keys.Frame(LengthPrefixed.Join(Encoding.ASCII.GetBytes(challenge.ToString()), [kind], place));
    }

    private static long StepOf(DateTimeOffset time) => (long)Math.Floor((time - DateTimeOffset.UnixEpoch) / Step);
}
