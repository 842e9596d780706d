using System.Reflection;
using Hub.Cryptography;
using Hub.Grains.Contracts;

namespace Hub.Gateway.Tests.Hosting;

/// <summary>Every refusal that a grain can give, made up.</summary>
internal static class EveryRefusal
{
    public static IEnumerable<Type> Types() => typeof(Refusal).Assembly.GetTypes().Where(type => type.IsSubclassOf(typeof(Refusal)) && !type.IsAbstract);

    public static Refusal Make(Type type, bool full)
    {
        var constructor = type.GetConstructors().Single();
        return (Refusal)constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter, full))]);
    }

    private static object? Value(ParameterInfo parameter, bool full)
    {
        if (!full && (Nullable.GetUnderlyingType(parameter.ParameterType) is not null || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable))
            return null;
        var type = Nullable.GetUnderlyingType(parameter.ParameterType) ?? parameter.ParameterType;
        return type == typeof(string) ? "some" : type == typeof(int) ? 3 : type == typeof(bool) ? true : type == typeof(DateTimeOffset) ? Bodies.Noon
            : type == typeof(byte[]) ? new Receipt(new byte[2], 0, 1, [], new byte[2], new byte[8]).Encode()
            : type == typeof(NeededCertificate) ? new NeededCertificate("CN=张*三", "01", "phone", "张*三", "key")
            : throw new InvalidOperationException(type.Name);
    }
}
