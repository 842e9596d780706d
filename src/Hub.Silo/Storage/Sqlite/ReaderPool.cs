using System.Collections.Concurrent;
using Hub.Grains.Durability;
using Microsoft.Data.Sqlite;

namespace Hub.Silo.Storage.Sqlite;

/// <summary>A few connections that only read. They see what is committed and nothing else, so nobody can act on a write that may yet fail.</summary>
internal sealed class ReaderPool(string path, int size, TimeSpan timeout) : IDisposable
{
    private readonly SemaphoreSlim _places = new(size, size);
    private readonly ConcurrentBag<SqliteSession> _idle = [];
    private volatile bool _stopped;

    /// <summary>Runs a short read on the calling thread, as soon as a connection is free.</summary>
    /// <exception cref="StorageOverloadedException">None became free in time.</exception>
    /// <exception cref="StorageStoppedException">The store is stopped.</exception>
    /// <exception cref="ReadFailedException">The database refused.</exception>
    public async Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellation)
    {
        if (_stopped)
            throw new StorageStoppedException();
        if (!await _places.WaitAsync(timeout, cancellation))
            throw new StorageOverloadedException();
        try
        {
            return Read(read);
        }
        catch (SqliteException refused)
        {
            throw new ReadFailedException(refused);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>Runs a read that may take milliseconds away from the caller's thread, which may be a grain's.</summary>
    /// <inheritdoc cref="ReadAsync"/>
    public Task<T> ReadLongAsync<T>(Func<SqliteSession, T> read, CancellationToken cancellation) =>
        Task.Run(() => ReadAsync(read, cancellation), cancellation);

    public void Dispose()
    {
        _stopped = true;
        while (_idle.TryTake(out var session))
            session.Dispose();
    }

    private T Read<T>(Func<SqliteSession, T> read)
    {
        if (!_idle.TryTake(out var session))
            session = SqliteSession.OpenReader(path);
        try
        {
            return read(session);
        }
        finally
        {
            if (_stopped)
                session.Dispose();
            else
                _idle.Add(session);
        }
    }
}
