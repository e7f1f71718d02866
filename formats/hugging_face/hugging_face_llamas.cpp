#include "formats/hugging_face/hugging_face_models.h"

#include "core/base/names.h"

#include <algorithm>

namespace waferscope {

namespace {

LanguageModel llama(ForeignFields& fields)
{
    LanguageModel model = llamaModel(fields, {});
    setDecoderHead(fields, model, false);
    return model;
}

/// Every layer sees a window, unless the file says that there is none.
LanguageModel mistral(ForeignFields& fields)
{
    UsualSizes usual;
    usual.feedForward = 14336;
    usual.keyHeads = 8;
    usual.positions = 131072;
    LanguageModel model = llamaModel(fields, usual);
    if (!fields.saysNone("sliding_window"))
        model.stack.window = fields.countOrZero({"sliding_window"}, 4096);
    setFullLayers(fields, model.stack, [](std::int64_t) { return false; });
    setDecoderHead(fields, model, false);
    return model;
}

/// A window from the layer `max_window_layers` on, where the file uses one.
void setQwenWindow(ForeignFields& fields, TransformerStack& stack)
{
    if (!fields.flag({"use_sliding_window"}, false))
        return;
    stack.window = fields.countOrZero({"sliding_window"}, 4096);
    const std::int64_t first = fields.countOrZero({"max_window_layers"}, 28);
    setFullLayers(fields, stack, [first](std::int64_t layer) { return layer < first; });
}

UsualSizes qwenSizes()
{
    UsualSizes usual;
    usual.vocabulary = 151936;
    usual.feedForward = 22016;
    usual.keyHeads = 32;
    usual.positions = 32768;
    return usual;
}

LanguageModel qwen2(ForeignFields& fields)
{
    LanguageModel model = llamaModel(fields, qwenSizes());
    model.stack.hasProjectionBias = true;
    model.stack.hasOutputBias = false;
    setQwenWindow(fields, model.stack);
    setDecoderHead(fields, model, false);
    return model;
}

/// Each head's queries and keys are normalised instead of shifted.
LanguageModel qwen3(ForeignFields& fields)
{
    UsualSizes usual = qwenSizes();
    usual.headSize = 128;
    LanguageModel model = llamaModel(fields, usual);
    model.stack.queryNorm = "head";
    setQwenWindow(fields, model.stack);
    setDecoderHead(fields, model, false);
    return model;
}

LanguageModel phi3(ForeignFields& fields)
{
    UsualSizes usual;
    usual.vocabulary = 32064;
    usual.hidden = 3072;
    usual.feedForward = 8192;
    usual.positions = 4096;
    LanguageModel model = llamaModel(fields, usual);
    model.stack.window = fields.countOrZero({"sliding_window"}, 0);
    setFullLayers(fields, model.stack, [](std::int64_t) { return false; });
    setDecoderHead(fields, model, false);
    return model;
}

LanguageModel smolLm3(ForeignFields& fields)
{
    UsualSizes usual;
    usual.vocabulary = 128256;
    usual.hidden = 2048;
    usual.layers = 36;
    usual.heads = 16;
    usual.keyHeads = 4;
    usual.positions = 32768;
    LanguageModel model = llamaModel(fields, usual);
    if (fields.flag({"use_sliding_window"}, false)) {
        model.stack.window = fields.countOrZero({"sliding_window"}, 0);
        setFullLayers(fields, model.stack, [](std::int64_t layer) { return layer % 4 == 3; });
    }
    setDecoderHead(fields, model, true);
    return model;
}

/// `bias` is of queries, keys, values and the output of attention alone.
LanguageModel internLm(ForeignFields& fields)
{
    UsualSizes usual;
    usual.vocabulary = 103168;
    LanguageModel model = llamaModel(fields, usual);
    model.stack.hasProjectionBias = fields.flag({"bias"}, true);
    model.stack.hasOutputBias = model.stack.hasProjectionBias;
    setDecoderHead(fields, model, false);
    return model;
}

/// Queries, keys and values may have biases, what attention ends with has none.
LanguageModel glm(ForeignFields& fields, std::int64_t positions)
{
    UsualSizes usual;
    usual.vocabulary = 151552;
    usual.feedForward = 13696;
    usual.layers = 40;
    usual.keyHeads = 2;
    usual.headSize = 128;
    usual.positions = positions;
    LanguageModel model = llamaModel(fields, usual);
    model.stack.hasOutputBias = false;
    return model;
}

LanguageModel glm3(ForeignFields& fields)
{
    LanguageModel model = glm(fields, 131072);
    setDecoderHead(fields, model, false);
    return model;
}

/// Norms before and after every part.
LanguageModel glm4(ForeignFields& fields)
{
    LanguageModel model = glm(fields, 131072);
    model.stack.normPlace = "around";
    setDecoderHead(fields, model, false);
    return model;
}

/// The same family by older keys.
LanguageModel chatGlm(ForeignFields& fields)
{
    LanguageModel model;
    TransformerStack& stack = model.stack;
    const bool isBiased = fields.flag({"add_bias_linear"}, false);
    model.title = "chatglm";
    model.vocabulary = fields.usual({"padded_vocab_size", "vocab_size"}, 65024);
    model.hidden = fields.usual({"hidden_size"}, 4096);
    stack.layers = fields.usual({"num_layers", "num_hidden_layers"}, 28);
    stack.heads = fields.usual({"num_attention_heads"}, 32);
    stack.headSize = fields.count({"kv_channels"}, 128);
    if (fields.flag({"multi_query_attention"}, false))
        stack.keyHeads = fields.count({"multi_query_group_num"}, 1);
    stack.feedForward = fields.usual({"ffn_hidden_size"}, 13696);
    stack.activation = "silu";
    stack.isGated = stack.isCausal = stack.isRotary = true;
    stack.norm = fields.flag({"rmsnorm"}, true) ? "rms" : "layer";
    stack.hasLastNorm = fields.flag({"post_layer_norm"}, true);
    stack.hasProjectionBias = isBiased || fields.flag({"add_qkv_bias"}, false);
    stack.hasOutputBias = stack.hasFeedForwardBias = isBiased;
    model.sequence = sequenceOf(fields, {"seq_length"}, 2048);
    setDecoderHead(fields, model, false);
    return model;
}

constexpr HuggingFaceType kLlamaTypes[] = {
    {"chatglm", chatGlm},   {"glm", glm3},           {"glm4", glm4},   {"granite", llama},
    {"internlm", internLm}, {"internlm2", internLm}, {"llama", llama}, {"mistral", mistral},
    {"phi3", phi3},         {"qwen2", qwen2},        {"qwen3", qwen3}, {"smollm3", smolLm3},
};

} // namespace

LanguageModel llamaModel(ForeignFields& fields, const UsualSizes& usual)
{
    LanguageModel model;
    TransformerStack& stack = model.stack;
    model.title = fields.text({"model_type"}, "");
    model.vocabulary = fields.usual({"vocab_size"}, usual.vocabulary);
    model.hidden = fields.usual({"hidden_size"}, usual.hidden);
    stack.layers = fields.usual({"num_hidden_layers"}, usual.layers);
    stack.heads = fields.usual({"num_attention_heads"}, usual.heads);
    const bool isUsual =
        usual.keyHeads > 0 && stack.heads % usual.keyHeads == 0 && !fields.saysNone("num_key_value_heads");
    const std::int64_t keyHeads = isUsual ? usual.keyHeads : stack.heads;
    stack.keyHeads = fields.count({"num_key_value_heads"}, keyHeads);
    stack.headSize = fields.countOrZero({"head_dim"}, fields.saysNone("head_dim") ? 0 : usual.headSize);
    stack.feedForward = fields.usual({"intermediate_size"}, usual.feedForward);
    stack.activation = activationOf(fields, {"hidden_act", "hidden_activation"}, "silu");
    stack.isGated = stack.isCausal = stack.isRotary = true;
    stack.norm = "rms";
    stack.hasProjectionBias = fields.flag({"attention_bias"}, false);
    stack.hasOutputBias = stack.hasProjectionBias;
    stack.hasFeedForwardBias = fields.flag({"mlp_bias"}, false);
    model.sequence = sequenceOf(fields, {"max_position_embeddings"}, usual.positions);
    return model;
}

void setDecoderHead(ForeignFields& fields, LanguageModel& model, bool isUsuallyTied)
{
    const std::string name = architectureOf(fields);
    const bool isBare = name.ends_with("model") && !name.ends_with("lmheadmodel") && name != "chatglmmodel";
    model.isTied = fields.flag({"tie_word_embeddings"}, isUsuallyTied);
    if (isBare) {
        fields.note("The architecture " + printable(name) + " is counted without a head.");
    } else if (name.ends_with("forsequenceclassification") || name.ends_with("fortokenclassification")
               || name.ends_with("forquestionanswering")) {
        model.head = LanguageHead::PositionClasses;
        model.hasClassBias = !name.ends_with("forsequenceclassification");
        model.classes = name.ends_with("forquestionanswering") ? 2 : labelsOf(fields);
    } else {
        model.head = LanguageHead::Words;
        if (model.isTied)
            fields.note("The output is tied to the embedding, whose table counts once.");
    }
}

std::vector<std::int64_t> layersWhere(std::int64_t layers, const std::function<bool(std::int64_t layer)>& isOne)
{
    constexpr std::int64_t kMostLayers = 200'000; // of more than that no network is built
    constexpr std::int64_t kMostListed = 1025; // one more than a block takes, so that it says so
    std::vector<std::int64_t> found;
    for (std::int64_t layer = 0;
         layer < std::min(layers, kMostLayers) && static_cast<std::int64_t>(found.size()) < kMostListed; ++layer)
        if (isOne(layer))
            found.push_back(layer + 1);
    return found;
}

void setFullLayers(ForeignFields& fields, TransformerStack& stack,
                   const std::function<bool(std::int64_t layer)>& isFull)
{
    const std::vector<std::string> types = fields.texts({"layer_types"});
    if (stack.window == 0)
        return;
    if (!types.empty() && static_cast<std::int64_t>(types.size()) != stack.layers)
        return fields.failAt("layer_types",
                             "expected one for each of the " + std::to_string(stack.layers) + " layers.");
    stack.fullLayers = layersWhere(stack.layers, [&](std::int64_t layer) {
        return types.empty() ? isFull(layer) : types[static_cast<std::size_t>(layer)] == "full_attention";
    });
    if (static_cast<std::int64_t>(stack.fullLayers.size()) == stack.layers) {
        stack.window = 0;
        stack.fullLayers.clear();
    }
}

std::span<const HuggingFaceType> huggingFaceLlamas()
{
    return kLlamaTypes;
}

} // namespace waferscope
