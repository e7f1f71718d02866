#include "formats/hugging_face/hugging_face_models.h"

#include <cmath>

namespace waferscope {

namespace {

std::int64_t capOf(ForeignFields& fields, std::string_view key, double usual)
{
    if (fields.saysNone(key))
        return 0;
    const double cap = fields.number({key}, usual);
    if (cap < 0.0 || cap > 1e9)
        fields.failAt(key, "expected a number from 0 to 10^9.");
    return cap > 0.0 && cap < 1e9 ? std::llround(cap) : 0;
}

LanguageModel gemmaModel(ForeignFields& fields, const UsualSizes& usual)
{
    LanguageModel model = llamaModel(fields, usual);
    model.stack.activation = activationOf(fields, {"hidden_activation", "hidden_act"}, "gelu");
    return model;
}

LanguageModel gemma(ForeignFields& fields)
{
    UsualSizes usual{256000, 3072, 24576, 28, 16, 16, 256, 8192};
    LanguageModel model = gemmaModel(fields, usual);
    setDecoderHead(fields, model, true);
    return model;
}

/// Norms around every part, capped scores, and a window in every second layer.
LanguageModel gemma2(ForeignFields& fields)
{
    UsualSizes usual{256000, 2304, 9216, 26, 8, 4, 256, 8192};
    LanguageModel model = gemmaModel(fields, usual);
    model.stack.normPlace = "around";
    model.stack.scoreCap = capOf(fields, "attn_logit_softcapping", 50.0);
    model.headCap = capOf(fields, "final_logit_softcapping", 30.0);
    model.stack.window = fields.countOrZero({"sliding_window"}, 4096);
    setFullLayers(fields, model.stack, [](std::int64_t layer) { return layer % 2 == 1; });
    setDecoderHead(fields, model, true);
    return model;
}

/// As the second, with normalised queries and keys, and one full layer after every few of a window.
LanguageModel gemma3(ForeignFields& fields)
{
    UsualSizes usual{262208, 2304, 9216, 26, 8, 4, 256, 131072};
    LanguageModel model = gemmaModel(fields, usual);
    const std::int64_t every = fields.count({"sliding_window_pattern", "_sliding_window_pattern"}, 6);
    model.stack.normPlace = "around";
    model.stack.queryNorm = "head";
    model.stack.scoreCap = capOf(fields, "attn_logit_softcapping", 0.0);
    model.headCap = capOf(fields, "final_logit_softcapping", 0.0);
    model.stack.window = fields.countOrZero({"sliding_window"}, 4096);
    setFullLayers(fields, model.stack, [every](std::int64_t layer) { return (layer + 1) % every == 0; });
    setDecoderHead(fields, model, true);
    return model;
}

/// Norms without trained numbers.
LanguageModel olmo(ForeignFields& fields)
{
    UsualSizes usual;
    usual.vocabulary = 50304;
    LanguageModel model = llamaModel(fields, usual);
    model.stack.norm = "plain";
    fields.note("The norms of this family have no trained numbers.");
    setDecoderHead(fields, model, false);
    return model;
}

/// Norms of what a part gives, and of all queries and keys together.
LanguageModel olmo2Model(ForeignFields& fields, std::int64_t vocabulary)
{
    UsualSizes usual;
    usual.vocabulary = vocabulary;
    LanguageModel model = llamaModel(fields, usual);
    model.stack.normPlace = "result";
    model.stack.queryNorm = "all";
    return model;
}

LanguageModel olmo2(ForeignFields& fields)
{
    LanguageModel model = olmo2Model(fields, 50304);
    setDecoderHead(fields, model, false);
    return model;
}

LanguageModel olmo3(ForeignFields& fields)
{
    LanguageModel model = olmo2Model(fields, 50304);
    model.stack.window = fields.countOrZero({"sliding_window"}, 4096);
    setFullLayers(fields, model.stack, [](std::int64_t layer) { return layer % 4 == 3; });
    setDecoderHead(fields, model, false);
    return model;
}

LanguageModel stableLm(ForeignFields& fields)
{
    UsualSizes usual{50304, 2560, 6912, 32, 32, 32, 0, 4096};
    LanguageModel model = llamaModel(fields, usual);
    model.stack.norm = "layer";
    model.stack.hasProjectionBias = fields.flag({"use_qkv_bias"}, false);
    model.stack.hasOutputBias = false;
    if (fields.flag({"qk_layernorm"}, false))
        model.stack.queryNorm = "heads";
    if (fields.flag({"use_parallel_residual"}, false))
        model.stack.parallelNorms = 1;
    setDecoderHead(fields, model, false);
    return model;
}

/// Both parts read one norm, which has no bias.
LanguageModel cohereModel(ForeignFields& fields)
{
    UsualSizes usual{256000, 8192, 22528, 40, 64, 0, 0, 8192};
    LanguageModel model = llamaModel(fields, usual);
    model.stack.norm = "unbiased";
    model.stack.parallelNorms = 1;
    if (fields.flag({"use_qk_norm"}, false))
        model.stack.queryNorm = "heads";
    return model;
}

LanguageModel cohere(ForeignFields& fields)
{
    LanguageModel model = cohereModel(fields);
    setDecoderHead(fields, model, true);
    return model;
}

LanguageModel cohere2(ForeignFields& fields)
{
    LanguageModel model = cohereModel(fields);
    const std::int64_t every = fields.count({"sliding_window_pattern", "_sliding_window_pattern"}, 4);
    model.stack.window = fields.countOrZero({"sliding_window"}, 4096);
    setFullLayers(fields, model.stack, [every](std::int64_t layer) { return (layer + 1) % every == 0; });
    setDecoderHead(fields, model, true);
    return model;
}

/// Both parts read one norm; biases everywhere, also of the scores of words.
LanguageModel phi(ForeignFields& fields)
{
    UsualSizes usual{51200, 2048, 8192, 24, 32, 0, 0, 2048};
    LanguageModel model = llamaModel(fields, usual);
    TransformerStack& stack = model.stack;
    stack.activation = activationOf(fields, {"hidden_act"}, "gelu");
    stack.isGated = false;
    stack.norm = "layer";
    stack.parallelNorms = 1;
    stack.hasProjectionBias = stack.hasOutputBias = stack.hasFeedForwardBias = true;
    if (fields.flag({"qk_layernorm"}, false))
        stack.queryNorm = "head";
    model.hasHeadBias = true;
    setDecoderHead(fields, model, false);
    return model;
}

/// LLaMA's attention, GPT's feed-forward part and norms.
LanguageModel starCoder2(ForeignFields& fields)
{
    UsualSizes usual{49152, 3072, 12288, 30, 24, 2, 0, 4096};
    LanguageModel model = llamaModel(fields, usual);
    TransformerStack& stack = model.stack;
    stack.activation = activationOf(fields, {"hidden_act"}, "gelu");
    stack.isGated = false;
    stack.norm = "layer";
    stack.hasProjectionBias = stack.hasOutputBias = stack.hasFeedForwardBias = fields.flag({"use_bias"}, true);
    stack.window = fields.countOrZero({"sliding_window"}, 0);
    setFullLayers(fields, stack, [](std::int64_t) { return false; });
    setDecoderHead(fields, model, true);
    return model;
}

constexpr HuggingFaceType kVariantTypes[] = {
    {"cohere", cohere},     {"cohere2", cohere2},       {"gemma", gemma},
    {"gemma2", gemma2},     {"gemma3_text", gemma3},    {"olmo", olmo},
    {"olmo2", olmo2},       {"olmo3", olmo3},           {"phi", phi},
    {"stablelm", stableLm}, {"starcoder2", starCoder2},
};

} // namespace

std::span<const HuggingFaceType> huggingFaceVariants()
{
    return kVariantTypes;
}

} // namespace waferscope
