using Hub.Silo.Storage.Migrations;

namespace Hub.Standalone.Serve;

/// <summary>What an operator can mend when the hub does not come up, as a sentence. Anything else is a bug and keeps its trace.</summary>
internal static class StartFailure
{
    /// <summary>The sentence; null for what nobody expects.</summary>
    public static string? Find(Exception reason)
    {
        for (var inner = reason; inner is not null; inner = inner.InnerException)
        {
            // A port in use comes as an IOException that names its address.
            if (inner is SchemaException or InvalidDataException or IOException or UnauthorizedAccessException)
                return inner.Message;
        }
        return null;
    }
}
