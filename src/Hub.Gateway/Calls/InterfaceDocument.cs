using System.Text.Json.Nodes;
using Hub.Gateway.Wire;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;

namespace Hub.Gateway.Calls;

/// <summary>The description of the interface at <c>/openapi/v1.json</c>, good enough to make typed clients from; the protocol's page is the law.</summary>
internal static class InterfaceDocument
{
    public const string Name = "v1";
    private const string Scheme = "platform";

    public static IServiceCollection AddInterfaceDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Mobile bidding certificate hub", Version = Name };
            document.Servers?.Clear(); // The three surfaces have addresses of their own, and which ones is the operator's to say.
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
            document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "platform id.secret" };
            return Task.CompletedTask;
        });
        options.AddOperationTransformer(DescribeAsync);
        options.AddSchemaTransformer(async (schema, context, cancellation) =>
        {
            var type = context.JsonTypeInfo.Type;
            var shape = type == typeof(ReceiptObject) ? typeof(ReceiptShape) : type == typeof(FeedEntryObject) ? typeof(FeedEntryShape) : null;
            if (shape is not null)
            {
                var described = await context.GetOrCreateSchemaAsync(shape, null, cancellation);
                (schema.Type, schema.Properties, schema.Required) = (JsonSchemaType.Object, described.Properties, described.Required);
            }
            else if (type == typeof(DateTimeOffset) || type == typeof(DateTimeOffset?))
            {
                (schema.Type, schema.Format) = (JsonSchemaType.String, "date-time");
                schema.Examples = [JsonValue.Create("2026-11-24T09:30:00.000Z")];
            }
        });
    });

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        var call = context.Description.ActionDescriptor.EndpointMetadata.OfType<CallDescription>().FirstOrDefault();
        if (call is null)
            return Task.CompletedTask;
        operation.Summary = call.Summary;
        operation.Parameters ??= [];
        foreach (System.Text.RegularExpressions.Match part in System.Text.RegularExpressions.Regex.Matches(context.Description.RelativePath ?? "", @"\{(\w+)\}"))
            operation.Parameters.Add(Parameter(part.Groups[1].Value, ParameterLocation.Path, required: true, JsonSchemaType.String));
        foreach (var name in call.Query)
            operation.Parameters.Add(Parameter(name, ParameterLocation.Query, required: false, JsonSchemaType.Integer));
        if (call.Credential == CallCredential.Platform)
        {
            if (context.Description.HttpMethod == "POST")
                operation.Parameters.Add(Parameter("Idempotency-Key", ParameterLocation.Header, call.KeyRequired ?? false, JsonSchemaType.String));
            operation.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, context.Document)] = [] }];
        }
        return Task.CompletedTask;
    }

    private static OpenApiParameter Parameter(string name, ParameterLocation location, bool required, JsonSchemaType type) =>
        new() { Name = name, In = location, Required = required, Schema = new OpenApiSchema { Type = type } };
}
