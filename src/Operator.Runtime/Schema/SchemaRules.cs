using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Operator.Runtime.Entities.Attributes;
using Operator.Runtime.Rules;

namespace Operator.Runtime.Schema;

/// <summary>Writes the rules of a type or a property into its schema node, as CEL.</summary>
internal static class SchemaRules
{
    public static void Apply(JsonObject schema, JsonTypeInfo type)
    {
        foreach (object attribute in type.Type.GetCustomAttributes(inherit: true))
        {
            switch (attribute)
            {
                case ValidationRuleAttribute rule: Add(schema, rule); break;
                case ObjectRuleAttribute rule: Add(schema, new ObjectRule(rule, type).Cel, rule.Text); break;
                case ImmutableOnceRecordedAttribute rule: Add(schema, Verified(rule, type).Cel, rule.Text); break;
            }
        }

        foreach (JsonPropertyInfo property in type.Properties.Where(property => !TypeFields.IsRequired(property)))
        {
            foreach (ImmutableAttribute rule in TypeFields.Attributes<ImmutableAttribute>(property))
            {
                Add(schema, ImmutableAttribute.CelOfHolder(property.Name), rule.Text(property.Name));
            }
        }
    }

    public static void Apply(JsonObject schema, JsonPropertyInfo property)
    {
        foreach (Attribute attribute in TypeFields.Attributes<Attribute>(property))
        {
            switch (attribute)
            {
                case ValidationRuleAttribute rule: Add(schema, rule); break;
                case PropertyRuleAttribute rule: Add(schema, rule.Cel, rule.Text(property.Name)); break;
                case ImmutableAttribute rule when TypeFields.IsRequired(property): Add(schema, "self == oldSelf", rule.Text(property.Name)); break;
            }
        }
    }

    private static ImmutableOnceRecordedAttribute Verified(ImmutableOnceRecordedAttribute rule, JsonTypeInfo type)
    {
        foreach ((string part, string field) in new[] { ("spec", rule.Name), ("status", rule.Record) })
        {
            TypeFields.Find(type.Options.GetTypeInfo(TypeFields.Find(type, part).PropertyType), field);
        }

        return rule;
    }

    private static void Add(JsonObject schema, ValidationRuleAttribute rule)
    {
        JsonObject added = Add(schema, rule.Rule, rule.Message);
        if (rule.OptionalOldSelf)
        {
            added["optionalOldSelf"] = rule.Rule.Contains("oldSelf", StringComparison.Ordinal)
                ? true
                : throw new InvalidOperationException($"The rule '{rule.Message}' does not speak of oldSelf, so the API server does not take optionalOldSelf.");
        }
    }

    private static JsonObject Add(JsonObject schema, string rule, string message)
    {
        if (schema["x-kubernetes-validations"] is not JsonArray rules)
        {
            schema["x-kubernetes-validations"] = rules = [];
        }

        JsonObject added = new() { ["message"] = message, ["rule"] = rule };
        rules.Add(added);
        return added;
    }
}
