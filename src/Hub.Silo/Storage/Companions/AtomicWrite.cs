using Hub.Grains.Durability;

namespace Hub.Silo.Storage.Companions;

/// <inheritdoc cref="IAtomicWrite"/>
internal sealed class AtomicWrite(ISealer sealer, Lazy<IReceiptSigner?> signing) : IAtomicWrite
{
    public async Task<CommitResult> WriteAsync(Func<Task> writeState, params Companion[] companions)
    {
        var rows = CompanionRows.Of(companions, sealer);
        if (rows.Receipt is not null && signing.Value is null)
            throw new InvalidOperationException("A receipt is asked for, but no IReceiptSigner is registered.");
        var scope = new AtomicScope(rows);
        scope.Enter();
        try
        {
            await writeState();
        }
        // Orleans wraps what its storage throws; callers shall see what happened.
        catch (Exception) when (scope.Writes <= 1 && scope.Failure is not null)
        {
            throw scope.Failure;
        }
        catch (Exception reason) when (scope.Writes > 1)
        {
            throw new InvalidOperationException("More than one grain state was written inside an atomic write.", reason);
        }
        finally
        {
            scope.Close();
        }
        if (scope.Writes != 1 || scope.Outcome is not { Version: not null } outcome)
            throw new InvalidOperationException(scope.Writes > 1
                ? "More than one grain state was written inside an atomic write."
                : "No grain state was written, and awaited, inside an atomic write; its companions are not stored.");
        return new CommitResult(outcome.FeedNumber, rows.Receipt?.Given);
    }
}
