#include "formats/language/transformer_stack.h"

#include "core/families/family_parts.h"

namespace waferscope {

namespace {

/// Settings that hold for most stacks are left to the block.
class StackSettings {
public:
    explicit StackSettings(BlockSpec& spec)
        : m_spec(spec)
    {
    }

    void count(const char* setting, std::int64_t number, std::int64_t usual = 0)
    {
        if (number != usual)
            m_spec.settings[setting] = {std::to_string(number), 0};
    }
    void flag(const char* setting, bool is, bool usual = false)
    {
        if (is != usual)
            m_spec.settings[setting] = {yesOrNo(is), 0};
    }
    void word(const char* setting, const std::string& text, std::string_view usual)
    {
        if (text != usual)
            m_spec.settings[setting] = {text, 0};
    }
    void list(const char* setting, const std::vector<std::int64_t>& numbers)
    {
        std::string text;
        for (const std::int64_t number : numbers)
            text += (text.empty() ? "" : "-") + std::to_string(number);
        if (!text.empty())
            m_spec.settings[setting] = {text, 0};
    }

private:
    BlockSpec& m_spec;
};

void setAttention(StackSettings& settings, const TransformerStack& stack)
{
    settings.count("key_heads", stack.keyHeads);
    settings.count("value_size", stack.valueSize);
    settings.count("query_latent", stack.queryLatent);
    settings.count("key_latent", stack.keyLatent);
    settings.count("position_size", stack.positionSize);
    settings.word("query_norm", stack.queryNorm, "none");
    settings.count("window", stack.window);
    if (stack.window > 0)
        settings.list("full_layers", stack.fullLayers);
    settings.flag("global", stack.hasGlobalPosition);
    settings.count("score_cap", stack.scoreCap);
    settings.flag("sinks", stack.hasSinks);
    settings.count("distances", stack.distances);
    if (stack.hasKeyBias)
        settings.flag("key_bias", *stack.hasKeyBias, stack.hasProjectionBias);
}

void setExperts(StackSettings& settings, const TransformerStack& stack)
{
    if (stack.experts == 0)
        return;
    settings.count("experts", stack.experts);
    settings.count("routed", stack.routed, 1);
    settings.count("expert_feed_forward", stack.expertFeedForward);
    settings.count("shared_experts", stack.sharedExperts);
    settings.count("shared_feed_forward", stack.sharedFeedForward);
    settings.flag("shared_gate", stack.hasSharedGate);
    settings.count("sparse_every", stack.sparseEvery, 1);
    settings.list("dense_layers", stack.denseLayers);
    settings.flag("router_bias", stack.hasRouterBias);
}

} // namespace

std::string yesOrNo(bool flag)
{
    return flag ? "yes" : "no";
}

BlockSpec transformerBlock(const std::string& name, const TransformerStack& stack, bool isCross)
{
    const std::string parallel = stack.parallelNorms == 0 ? "no" : stack.parallelNorms == 1 ? "one-norm" : "two-norms";
    BlockSpec spec = block("transformer", name,
                           {{"layers", std::to_string(stack.layers)},
                            {"heads", std::to_string(stack.heads)},
                            {"head_size", std::to_string(stack.headSize)},
                            {"feed_forward", std::to_string(stack.feedForward)},
                            {"activation", stack.activation},
                            {"gated", yesOrNo(stack.isGated)},
                            {"causal", yesOrNo(stack.isCausal)},
                            {"cross", yesOrNo(isCross)},
                            {"rotary", yesOrNo(stack.isRotary)},
                            {"relative", std::to_string(stack.relativeBuckets)},
                            {"norm", stack.norm},
                            {"norm_place", stack.normPlace},
                            {"last_norm", yesOrNo(stack.hasLastNorm)},
                            {"parallel", parallel},
                            {"projection_bias", yesOrNo(stack.hasProjectionBias)},
                            {"output_bias", yesOrNo(stack.hasOutputBias)},
                            {"feed_forward_bias", yesOrNo(stack.hasFeedForwardBias)}});
    StackSettings settings{spec};
    settings.flag("first_norm", stack.hasFirstNorm, true);
    settings.flag("layer_scale", stack.hasLayerScale);
    settings.flag("shared_layers", stack.isShared);
    setAttention(settings, stack);
    setExperts(settings, stack);
    return spec;
}

} // namespace waferscope
