using Hub.Cryptography;
using Hub.Grains.Certificates;
using Hub.Grains.Contracts;
using Hub.Grains.Durability;

namespace Hub.Grains.Tests.Certificates;

/// <summary>Changes of the PIN, tombstones and restores.</summary>
public class PinVersionTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_change_needs_a_try_of_the_version_in_force_and_clears_it()
    {
        var guard = PinTries.Wrong(PinTries.Fresh, 3, Start);

        Assert.IsType<ChangeDecision.Unknown>(PinGuardRules.Change(guard, 1, "never", "r1"));
        var accepted = Assert.IsType<ChangeDecision.Accepted>(PinGuardRules.Change(guard, 1, guard.Tries[2].Name, "r1"));

        Assert.Equal(2, accepted.Version);
        Assert.Null(PinGuardRules.Standing(accepted.Next, Start).LockedUntil);
    }

    [Fact]
    public void Until_the_phone_confirms_both_versions_are_evaluated_and_counted_together()
    {
        var guard = Pending(2, "r1");

        guard = Assert.IsType<TryDecision.Counted>(PinGuardRules.Try(guard, 1, "old", Start)).Next;
        guard = Assert.IsType<TryDecision.Counted>(PinGuardRules.Try(guard, 2, "new", Start)).Next;

        Assert.Equal(2, PinGuardRules.Standing(guard, Start).FailedSinceLastUse);
        Assert.IsType<TryDecision.OtherVersion>(PinGuardRules.Try(guard, 3, "newer", Start));
    }

    [Fact]
    public void The_same_blinded_element_under_the_other_version_is_another_try()
    {
        var guard = Assert.IsType<TryDecision.Counted>(PinGuardRules.Try(Pending(2, "r1"), 1, "same", Start)).Next;

        Assert.IsType<TryDecision.Counted>(PinGuardRules.Try(guard, 2, "same", Start));
    }

    [Fact]
    public void The_same_change_again_is_recognised_and_another_one_for_the_same_try_is_not_let()
    {
        var guard = Pending(2, "r1");
        var name = guard.Tries[0].Name;

        Assert.Equal(2, Assert.IsType<ChangeDecision.Repeated>(PinGuardRules.Change(guard, 1, name, "r1")).Pending.Version);
        Assert.IsType<ChangeDecision.Unknown>(PinGuardRules.Change(guard, 1, name, "r2"));
    }

    [Fact]
    public void A_change_that_was_given_up_gets_a_version_of_its_own_the_next_time()
    {
        var guard = PinTries.Counted(Pending(2, "r1"), "another", Start);

        Assert.Equal(3, Assert.IsType<ChangeDecision.Accepted>(PinGuardRules.Change(guard, 1, "another", "r2")).Version);
    }

    [Fact]
    public void A_confirmation_drops_the_old_version_and_again_changes_nothing()
    {
        var confirmed = Assert.IsType<ConfirmDecision.Confirmed>(PinGuardRules.Confirm(Pending(2, "r1"), 2));

        Assert.Equal(1, confirmed.Dropped);
        Assert.Equal(2, confirmed.Next.Current!.Version);
        Assert.IsType<ConfirmDecision.Already>(PinGuardRules.Confirm(confirmed.Next, 2));
        Assert.IsType<TryDecision.OtherVersion>(PinGuardRules.Try(confirmed.Next, 1, "old", Start));
        Assert.IsType<ConfirmDecision.OtherVersion>(PinGuardRules.Confirm(confirmed.Next, 3));
    }

    [Fact]
    public void An_erased_version_is_gone_whatever_the_database_says()
    {
        var guard = PinGuardRules.Effective(PinTries.Fresh, 0, null, default, version => version == 1);

        Assert.IsType<TryDecision.Erased>(PinTries.Ask(guard, "x", Start));
        Assert.IsType<ChangeDecision.Erased>(PinGuardRules.Change(guard, 1, "x", "r1"));
        Assert.IsType<ConfirmDecision.Erased>(PinGuardRules.Confirm(guard, 1));
    }

    [Fact]
    public void A_fall_between_tombstone_and_commit_of_a_confirmation_leaves_the_new_version_in_force()
    {
        var guard = PinGuardRules.Effective(Pending(2, "r1"), 0, null, default, version => version == 1);

        Assert.Equal(2, guard.Current!.Version);
        Assert.Null(guard.Pending);
        Assert.IsType<ConfirmDecision.Already>(PinGuardRules.Confirm(guard, 2));
    }

    [Theory]
    [InlineData(0, 2)]
    [InlineData(1, 2)]
    [InlineData(2, 2)]
    [InlineData(4, 4)]
    public void A_restore_raises_a_row_to_two_and_locks_nobody(int tries, int expected)
    {
        var guard = PinTries.Wrong(PinTries.Fresh, tries, Start);
        var restoredAt = Start.AddDays(30);

        var raised = PinGuardRules.Effective(guard, 1, restoredAt, default, _ => false);

        Assert.Equal(expected, PinGuardRules.Standing(raised, restoredAt).FailedSinceLastUse);
        Assert.Null(PinGuardRules.Standing(raised, restoredAt).LockedUntil);
        // Once written, the same restore raises nothing more.
        Assert.Equal(raised.Tries, PinGuardRules.Effective(raised, 1, restoredAt, default, _ => false).Tries);
    }

    [Fact]
    public async Task A_try_that_a_restore_may_have_lost_hinders_no_response_signed_before_it()
    {
        await using var hub = await TrustHub.Start();
        using var phone = new TestPhone();
        await hub.Enrol(phone);
        // What the backup does not have: a try that was counted after it.
        var (nonce, name) = (TestPhone.Nonce(1), PinTryId.Of(TestPhone.Blinded("1")).ToString());
        Assert.IsType<PinTryUnknown>(await hub.Certificate(phone.SignKeyId).Confirm(nonce, name, TrustHub.Now.AddMinutes(-1), TrustHub.Now).Refusal());

        hub.RestoredAt = TrustHub.Now;
        await hub.Restart();
        var grain = hub.Certificate(phone.SignKeyId);
        Assert.IsType<PinTryUnknown>(await grain.Confirm(nonce, name, TrustHub.Now.AddMilliseconds(1), TrustHub.Now.AddMinutes(1)).Refusal());
        Assert.IsType<PinTryUnknown>(await grain.Confirm(nonce, name, TrustHub.Now, TrustHub.Now.AddMinutes(1)).Refusal());
        Assert.Equal(phone.SignKeyId.ToString(), (await grain.Confirm(nonce, name, TrustHub.Now.AddMilliseconds(-1), TrustHub.Now.AddMinutes(1)).Value()).SignKeyId);
    }

    [Fact]
    public void After_a_restore_a_right_pin_ends_the_raised_row()
    {
        var raised = PinGuardRules.Effective(PinTries.Fresh, 1, Start, default, _ => false);

        Assert.Equal(0, PinGuardRules.Standing(PinTries.Right(raised, "right", Start), Start).FailedSinceLastUse);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 1)]
    [InlineData(7, 24)]
    public void Tries_that_the_database_forgot_count_and_lock_as_they_did(int tries, int hours)
    {
        var open = PinGuardRules.Open(PinTries.Wrong(PinTries.Fresh, tries, Start));

        var guard = PinGuardRules.Effective(PinTries.Fresh, 0, null, open, _ => false);

        var standing = PinGuardRules.Standing(guard, open.Latest);
        Assert.Equal((tries, hours == 0 ? null : open.Latest.AddHours(hours)), (standing.FailedSinceLastUse, standing.LockedUntil));
        Assert.Equal(open, PinGuardRules.Open(guard));
        Assert.Equal(guard.Tries, PinGuardRules.Effective(guard, 0, null, open, _ => false).Tries);
        Assert.Equal(default, PinGuardRules.Open(PinTries.Right(guard, "right", Start.AddYears(1))));
    }

    [Fact]
    public void Tries_that_the_database_forgot_are_not_added_to_those_of_a_restore()
    {
        var guard = PinGuardRules.Effective(PinTries.Fresh, 1, Start.AddDays(1), new OpenTries(4, Start), _ => false);

        Assert.Equal(4, PinGuardRules.Standing(guard, Start.AddDays(2)).FailedSinceLastUse);
    }

    [Fact]
    public void Restores_do_not_count_towards_the_thirty_of_a_year()
    {
        var guard = PinTries.Fresh;
        for (var restore = 1; restore <= 20; restore++)
            guard = PinTries.Right(PinGuardRules.Effective(guard, restore, Start, default, _ => false), "right" + restore, Start);

        Assert.IsType<TryDecision.Counted>(PinTries.Ask(guard, "next", Start));
    }

    [Fact]
    public void After_a_restore_no_version_is_given_that_may_have_been_given_since_the_backup()
    {
        var raised = PinTries.Counted(PinGuardRules.Effective(PinTries.Fresh, 1, Start, default, _ => false), "right", Start);

        Assert.True(Assert.IsType<ChangeDecision.Accepted>(PinGuardRules.Change(raised, 1, "right", "r1")).Version > 1000);
    }

    [Fact]
    public void The_eleventh_try_erases_the_pending_version_too()
    {
        var guard = PinTries.Wrong(Pending(2, "r1"), 10, Start, "later");

        Assert.Equal([1, 2], Assert.IsType<TryDecision.Erase>(PinTries.Ask(guard, "next", Start.AddYears(1))).Versions);
    }

    private static PinGuardState Pending(int version, string request)
    {
        var guard = PinTries.Counted(PinTries.Fresh, "right", Start);
        var accepted = Assert.IsType<ChangeDecision.Accepted>(PinGuardRules.Change(guard, 1, "right", request));
        Assert.Equal(version, accepted.Version);
        return accepted.Next with { Pending = new PendingKey { Version = version, PublicKey = [2], SealedKey = [2], Request = request } };
    }
}
