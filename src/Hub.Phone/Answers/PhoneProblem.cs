using System.Globalization;
using System.Text.Json;
using Hub.Cryptography;

namespace Hub.Phone;

/// <summary>Why something did not happen: the hub's problem details (RFC 9457), or what the phone itself found. Clients act on <see cref="Type"/> alone.</summary>
/// <param name="Type"><c>urn:hub:problem:…</c> of the protocol's section 9, or a word of <see cref="PhoneProblemType"/>.</param>
/// <param name="Detail">A Chinese sentence for a person.</param>
/// <param name="Next">Chinese: what to do now; may be empty.</param>
/// <param name="Members">The problem's other members by name: text as it is, everything else as its JSON.</param>
public record PhoneProblem(string Type, string Detail, string Next, IReadOnlyDictionary<string, string> Members)
{
    private static readonly Dictionary<string, string> None = [];

    internal PhoneProblem(string type, string detail, string next)
        : this(type, detail, next, None)
    {
    }

    /// <summary>HTTP status; 0 where the phone itself found the problem.</summary>
    public int Status { get; init; }

    /// <summary>A member that is a time, or null.</summary>
    public DateTimeOffset? Time(string member) => Members.TryGetValue(member, out var text) && WireTime.TryParse(text, out var time) ? time : null;

    /// <summary>A member that is an integer, or null.</summary>
    public int? Integer(string member) =>
        Members.TryGetValue(member, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>Type and sentence; the members may name people.</summary>
    public sealed override string ToString() => Type + ": " + Detail;

    internal static PhoneProblem Parse(int status, ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 16 });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                // Of a member that is there twice the last one counts: this is shown and branched on, not trusted.
                var members = new Dictionary<string, string>();
                foreach (var member in document.RootElement.EnumerateObject())
                    members[member.Name] = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString()! : member.Value.GetRawText();
                return new PhoneProblem(Take("type", PhoneProblemType.Answer), Take("detail", "服务没有说明原因。"), Take("next", ""), members) { Status = status };

                string Take(string name, string otherwise) => members.Remove(name, out var text) ? text : otherwise;
            }
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            // Not JSON or not Unicode: a proxy's page, most likely. The status says what there is to say.
        }
        return new PhoneProblem(PhoneProblemType.Answer, $"服务返回了无法识别的应答（{status}）。", "请稍后再试。") { Status = status };
    }
}

/// <summary>The PIN does not open the keys.</summary>
/// <param name="TriesLeft">Until the hub erases its share.</param>
/// <param name="Proven">The hub proved that it used the right key, so it is the PIN that is wrong; false if it could not be asked.</param>
public sealed record WrongPin(int TriesLeft, bool Proven)
    : PhoneProblem(PhoneProblemType.WrongPin, $"证书密码错误，还可以尝试 {TriesLeft} 次。", "请核对密码后重试；忘记密码只能找回证书。");

/// <summary>The hub evaluated the PIN with another key than the one pinned at enrolment: not the holder's fault. The evidence is kept in the phone.</summary>
public sealed record HubFault(KeptFault Evidence)
    : PhoneProblem(PhoneProblemType.HubFault, "服务端使用了错误的密钥，这不是您的密码错误。", "请不要再次输入密码，并联系服务方；手机已保存证据。");

/// <summary>Types of problems that the phone finds by itself.</summary>
public static class PhoneProblemType
{
#pragma warning disable CS1591 // Each is explained where it is made.
    public const string Answer = "urn:hub:phone:answer", Network = "urn:hub:phone:network", NotEnrolled = "urn:hub:phone:not-enrolled", AlreadyEnrolled = "urn:hub:phone:already-enrolled",
        Code = "urn:hub:phone:code", Qr = "urn:hub:phone:qr", Pin = "urn:hub:phone:pin", WrongPin = "urn:hub:phone:wrong-pin", HubFault = "urn:hub:phone:hub-fault",
        Enrolment = "urn:hub:phone:enrolment", Statement = "urn:hub:phone:statement", Receipt = "urn:hub:phone:receipt", NotReady = "urn:hub:phone:not-ready", Kept = "urn:hub:phone:kept";
#pragma warning restore CS1591
}
