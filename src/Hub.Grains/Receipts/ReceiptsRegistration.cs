using Hub.Grains.Durability;
using Microsoft.Extensions.DependencyInjection;

namespace Hub.Grains.Receipts;

/// <summary>Registers what signs receipts.</summary>
internal static class ReceiptsRegistration
{
    /// <summary>Adds <see cref="HubReceiptKey"/>, also as the storage's <see cref="IReceiptSigner"/>.</summary>
    public static IServiceCollection AddReceipts(this IServiceCollection services) => services
        .AddSingleton<HubReceiptKey>()
        .AddSingleton<IReceiptSigner>(provider => provider.GetRequiredService<HubReceiptKey>());
}
