namespace Hub.Phone.Tests;

/// <summary>A phone's file in a folder of its own.</summary>
internal sealed class PhoneFile : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hub-phone-");

    public string Path => System.IO.Path.Combine(_folder.FullName, "phone.json");

    public PhoneStore Open() => PhoneStore.InFile(Path);

    public void Dispose() => _folder.Delete(recursive: true);
}
