namespace Hub.Grains.Durability;

/// <summary>Puts on record what an operator did where no grain's state changes with it, such as a backup. What changes a state takes its <see cref="AdminActionRow"/> along.</summary>
public interface IAdminActionLog
{
    /// <summary>Done when the database has it.</summary>
    /// <param name="action">What was done.</param>
    /// <param name="cancellation">Gives up waiting; the action may be stored all the same.</param>
    /// <exception cref="StorageException">Not confirmed.</exception>
    Task AppendAsync(AdminActionRow action, CancellationToken cancellation = default);
}
