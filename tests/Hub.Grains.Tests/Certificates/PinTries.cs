using Hub.Grains.Certificates;

namespace Hub.Grains.Tests.Certificates;

/// <summary>Guards with a history. A right PIN and a wrong one look the same to the rules until a signature clears the try.</summary>
internal static class PinTries
{
    public static readonly PinGuardState Fresh = new() { Current = new GuardedKey { Version = 1, PublicKey = [1], SealedKey = [1] }, HighestVersion = 1 };

    /// <summary>Asks for a try under the version in force.</summary>
    public static TryDecision Ask(PinGuardState guard, string name, DateTimeOffset now) => PinGuardRules.Try(guard, guard.Current?.Version ?? 1, name, now);

    /// <summary>The guard after a try that must be counted.</summary>
    public static PinGuardState Counted(PinGuardState guard, string name, DateTimeOffset now) => Assert.IsType<TryDecision.Counted>(Ask(guard, name, now)).Next;

    /// <summary>The guard after a try and its answer.</summary>
    public static PinGuardState Right(PinGuardState guard, string name, DateTimeOffset now) => Cleared(Counted(guard, name, now), name);

    public static PinGuardState Cleared(PinGuardState guard, string name) => Assert.IsType<ClearDecision.Cleared>(PinGuardRules.Clear(guard, name)).Next;

    /// <summary>The guard after so many tries, each as soon as it is let.</summary>
    public static PinGuardState Wrong(PinGuardState guard, int tries, DateTimeOffset from, string prefix = "wrong")
    {
        var now = from;
        for (var i = 0; i < tries; i++)
        {
            if (Ask(guard, prefix + i, now) is TryDecision.Locked locked)
                now = locked.Until;
            guard = Counted(guard, prefix + i, now);
        }
        return guard;
    }
}
