using System.Collections.Concurrent;
using System.Reflection;
using Hub.Grains.Contracts;
using Orleans;

namespace Hub.Gateway.Tests.Hosting;

/// <summary>Grains that answer what a test says, in this process: the gateway knows grains by their contracts only.</summary>
internal sealed class FakeGrains
{
    private readonly ConcurrentDictionary<(Type, string), Func<string, object?[], object>> _answers = [];

    public FakeGrains()
    {
        Factory = DispatchProxy.Create<IGrainFactory, FactoryProxy>();
        ((FactoryProxy)(object)Factory).Grains = this;
        On<IGatewaysGrain, Task>(nameof(IGatewaysGrain.Join), (_, args) =>
        {
            Joined.TrySetResult((IGatewayObserver)args[0]!);
            return Task.CompletedTask;
        });
        On<IChallengeGrain, Task>(nameof(IChallengeGrain.PageChanged), (_, _) => Task.CompletedTask);
        On<IPlatformGrain, Task<bool>>(nameof(IPlatformGrain.Authenticate), (key, args) => Task.FromResult(
            ((byte[])args[0]!).AsSpan().SequenceEqual(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes("secret-of-" + key)))));
        On<ITrustGrain, Task<TrustSnapshot>>(nameof(ITrustGrain.Read), (_, _) => Task.FromResult(new TrustSnapshot([], [], [], [], new byte[91])));
    }

    public IGrainFactory Factory { get; }

    /// <summary>The observer that the gateway joined with.</summary>
    public TaskCompletionSource<IGatewayObserver> Joined { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Every call: grain interface, key, method.</summary>
    public ConcurrentQueue<(Type Grain, string Key, string Method)> Calls { get; } = [];

    public int Count(string method) => Calls.Count(call => call.Method == method);

    public FakeGrains On<TGrain, TTask>(string method, Func<string, object?[], TTask> answer) where TTask : Task
    {
        _answers[(typeof(TGrain), method)] = answer;
        return this;
    }

    /// <summary>An answer that is an outcome.</summary>
    public FakeGrains Answer<TGrain, T>(string method, Func<string, object?[], Outcome<T>> answer) where T : class =>
        On<TGrain, Task<Outcome<T>>>(method, (key, args) => Task.FromResult(answer(key, args)));

    private object Invoke(Type grain, string key, string method, object?[] args)
    {
        Calls.Enqueue((grain, key, method));
        return _answers.TryGetValue((grain, method), out var answer) ? answer(key, args) : throw new NotSupportedException($"{grain.Name}.{method} was not expected.");
    }

    public class FactoryProxy : DispatchProxy
    {
        internal FakeGrains Grains { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IGrainFactory.CreateObjectReference))
                return args![0];
            if (targetMethod.Name != nameof(IGrainFactory.GetGrain) || args![0] is not string key)
                throw new NotSupportedException(targetMethod.ToString());
            return typeof(FactoryProxy).GetMethod(nameof(Make), BindingFlags.NonPublic | BindingFlags.Static)!
                .MakeGenericMethod(targetMethod.GetGenericArguments()[0]).Invoke(null, [Grains, key]);
        }

        private static T Make<T>(FakeGrains grains, string key) where T : class
        {
            var proxy = DispatchProxy.Create<T, GrainProxy>();
            var made = (GrainProxy)(object)proxy;
            (made.Grains, made.Key, made.Grain) = (grains, key, typeof(T));
            return proxy;
        }
    }

    public class GrainProxy : DispatchProxy
    {
        internal FakeGrains Grains { get; set; } = null!;

        internal string Key { get; set; } = "";

        internal Type Grain { get; set; } = typeof(object);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Grains.Invoke(Grain, Key, targetMethod!.Name, args ?? []);
    }
}
