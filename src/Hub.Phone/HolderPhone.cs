using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>
/// A holder's phone (标证通 on the phone's side) as a library: enrol, scan, unlock, respond. It trusts the hub with routing only: what decides is checked here, against what was pinned
/// at enrolment. Safe for several challenges at once.
/// </summary>
public sealed partial class HolderPhone
{
    private readonly PhoneStore _store;
    private readonly PhoneSettings _settings;
    private readonly HubCalls _calls;
    private readonly UnansweredTry _unanswered;

    // Tries of sessions that hold their keys still: an answer may clear them.
    private readonly ConcurrentDictionary<string, byte> _open = new(StringComparer.Ordinal);

    /// <param name="store">What the phone keeps.</param>
    /// <param name="http">The caller's to dispose of; its own timeout should be longer than <see cref="PhoneSettings.CallTimeout"/>.</param>
    /// <param name="settings">How it works; null for a real phone's.</param>
    public HolderPhone(PhoneStore store, HttpClient http, PhoneSettings? settings = null)
    {
        _store = store;
        _settings = settings ?? new PhoneSettings();
        _calls = new HubCalls(http, _settings);
        _unanswered = new UnansweredTry(_settings.Clock);
    }

    /// <summary>What the phone keeps.</summary>
    public PhoneStore Store => _store;

    /// <summary>Who it is; null before enrolment.</summary>
    public PhoneIdentity? Identity => _store.Memory is { } memory ? PhoneIdentity.Of(memory) : null;

    internal static PhoneProblem NotEnrolled => new(PhoneProblemType.NotEnrolled, "本手机还没有证书。", "请先申领证书。");

    private static bool TryReadPin(string text, [NotNullWhen(true)] out Pin? pin, [NotNullWhen(false)] out PhoneProblem? problem)
    {
        problem = Pin.TryParse(text, out pin, out var refusal) ? null : new PhoneProblem(PhoneProblemType.Pin, refusal switch
        {
            PinRefusal.TooShort => $"证书密码不能少于 {Pin.MinLength} 个字符。",
            PinRefusal.TooLong => $"证书密码不能多于 {Pin.MaxLength} 个字符。",
            _ => "证书密码只能使用字母、数字和符号，不能有空格。",
        }, "");
        return pin is not null;
    }

    /// <summary>Signed by the device key, as a body.</summary>
    private static byte[] ByDevice(PhoneMemory memory, byte[] record)
    {
        if (!DeviceKey.TryParse(memory.DeviceKey, out var device))
            throw new InvalidDataException("The phone's memory was altered.");
        using (device)
            return new SignedRecord(record, device.Sign(record)).Encode();
    }
}
