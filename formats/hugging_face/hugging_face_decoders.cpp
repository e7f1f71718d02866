#include "formats/hugging_face/hugging_face_models.h"

#include <algorithm>

namespace waferscope {

namespace {

/// Sizes by the names that most files use, each with older ones behind it.
LanguageModel decoder(ForeignFields& fields, const UsualSizes& usual)
{
    LanguageModel model;
    model.title = fields.text({"model_type"}, "");
    model.vocabulary = fields.usual({"vocab_size"}, usual.vocabulary);
    model.hidden = fields.usual({"hidden_size", "n_embd", "n_embed"}, usual.hidden);
    model.stack.layers = fields.usual({"num_hidden_layers", "n_layer", "num_layers"}, usual.layers);
    model.stack.heads = fields.usual({"num_attention_heads", "n_head", "num_heads"}, usual.heads);
    model.stack.isCausal = true;
    return model;
}

std::int64_t fourTimes(const LanguageModel& model)
{
    return 4 * model.hidden;
}

LanguageModel gpt2(ForeignFields& fields)
{
    LanguageModel model = decoder(fields, {50257, 768, 3072, 12, 12});
    model.positions = fields.count({"n_positions", "n_ctx", "max_position_embeddings"}, 1024);
    model.stack.feedForward = fields.count({"n_inner"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"activation_function"}, "gelu");
    model.sequence = model.positions;
    setDecoderHead(fields, model, true);
    return model;
}

LanguageModel gptNeo(ForeignFields& fields)
{
    LanguageModel model = decoder(fields, {50257, 2048, 8192, 24, 16});
    model.positions = fields.count({"max_position_embeddings"}, 2048);
    model.stack.feedForward = fields.count({"intermediate_size"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"activation_function"}, "gelu");
    model.stack.hasProjectionBias = false;
    model.sequence = model.positions;
    model.stack.window = fields.countOrZero({"window_size"}, 256);
    const std::vector<std::string> kinds = fields.texts({"attention_layers"});
    setFullLayers(fields, model.stack, [&kinds](std::int64_t layer) {
        const auto at = static_cast<std::size_t>(layer);
        return at < kinds.size() ? kinds[at] == "global" : layer % 2 == 0;
    });
    setDecoderHead(fields, model, true);
    return model;
}

/// One norm a layer, no bias in attention, and a bias of every word.
LanguageModel gptJ(ForeignFields& fields)
{
    LanguageModel model = decoder(fields, {50400, 4096, 16384, 28, 16});
    model.stack.feedForward = fields.count({"n_inner"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"activation_function"}, "gelu");
    model.stack.isRotary = true;
    model.stack.hasProjectionBias = false;
    model.stack.hasOutputBias = false;
    model.stack.parallelNorms = 1;
    model.hasHeadBias = true;
    model.sequence = sequenceOf(fields, {"n_positions", "max_position_embeddings"}, 2048);
    setDecoderHead(fields, model, false);
    return model;
}

LanguageModel gptNeoX(ForeignFields& fields)
{
    LanguageModel model = decoder(fields, {50432, 6144, 24576, 44, 64});
    model.stack.feedForward = fields.count({"intermediate_size"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"hidden_act"}, "gelu");
    model.stack.isRotary = true;
    model.stack.hasProjectionBias = fields.flag({"attention_bias"}, true);
    model.stack.hasOutputBias = model.stack.hasProjectionBias;
    model.stack.parallelNorms = fields.flag({"use_parallel_residual"}, true) ? 2 : 0;
    model.sequence = sequenceOf(fields, {"max_position_embeddings"}, 2048);
    setDecoderHead(fields, model, false);
    return model;
}

/// Distances are told by fixed slopes, which are no parameters.
LanguageModel bloom(ForeignFields& fields)
{
    LanguageModel model = decoder(fields, {250880, 64, 256, 2, 8});
    model.embeddingNorm = "layer";
    model.stack.feedForward = fourTimes(model);
    model.sequence = fields.count({"seq_length"}, 2048);
    setDecoderHead(fields, model, true);
    return model;
}

LanguageModel falcon(ForeignFields& fields)
{
    LanguageModel model = decoder(fields, {65024, 4544, 18176, 32, 71});
    const bool isNew = fields.flag({"new_decoder_architecture"}, false);
    const bool isShared = fields.flag({"multi_query"}, true);
    const bool isParallel = isNew || fields.flag({"parallel_attn"}, true);
    if (isNew)
        model.stack.keyHeads = fields.count({"num_kv_heads", "n_head_kv"}, model.stack.heads);
    else
        model.stack.keyHeads = isShared ? 1 : model.stack.heads;
    model.stack.feedForward = fields.count({"ffn_hidden_size"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"activation"}, "gelu");
    model.stack.isRotary = !fields.flag({"alibi"}, false);
    model.stack.hasProjectionBias = fields.flag({"bias"}, false);
    model.stack.hasOutputBias = model.stack.hasProjectionBias;
    model.stack.hasFeedForwardBias = model.stack.hasProjectionBias;
    if (isParallel)
        model.stack.parallelNorms = isNew ? fields.count({"num_ln_in_parallel_attn"}, 2) : 1;
    model.sequence = fields.count({"max_position_embeddings"}, 2048);
    setDecoderHead(fields, model, true);
    return model;
}

/// Falcon by the keys of its first code: the larger one has as many key heads as it says, and two norms a layer.
LanguageModel refinedWeb(ForeignFields& fields)
{
    LanguageModel model = falcon(fields);
    if (fields.has({"n_head_kv"})) {
        model.stack.keyHeads = fields.count({"n_head_kv"});
        model.stack.parallelNorms = fields.flag({"parallel_attn"}, true) ? 2 : 0;
    }
    return model;
}

/// As GPT-2, with one head of keys and values.
LanguageModel gptBigCode(ForeignFields& fields)
{
    LanguageModel model = gpt2(fields);
    if (fields.flag({"multi_query"}, true))
        model.stack.keyHeads = 1;
    return model;
}

/// No biases at all, also of the norms; distances by fixed slopes.
LanguageModel mpt(ForeignFields& fields)
{
    LanguageModel model;
    TransformerStack& stack = model.stack;
    model.title = "mpt";
    model.vocabulary = fields.usual({"vocab_size"}, 50368);
    model.hidden = fields.usual({"d_model"}, 2048);
    stack.layers = fields.usual({"n_layers"}, 24);
    stack.heads = fields.usual({"n_heads"}, 16);
    const bool isOne = fields.text({"attn_config.attn_type"}, "") == "multiquery_attention";
    stack.keyHeads = fields.count({"attn_config.kv_n_heads"}, isOne ? 1 : stack.heads);
    const double times = fields.number({"expansion_ratio"}, 4.0);
    if (!(times > 0.0 && times <= 1024.0))
        fields.failAt("expansion_ratio", "expected a number from 0 to 1024.");
    else
        stack.feedForward =
            std::max<std::int64_t>(1, static_cast<std::int64_t>(times * static_cast<double>(model.hidden)));
    stack.isCausal = true;
    stack.hasProjectionBias = stack.hasOutputBias = stack.hasFeedForwardBias = !fields.flag({"no_bias"}, true);
    stack.norm = stack.hasOutputBias ? "layer" : "unbiased";
    if (fields.flag({"attn_config.qk_ln"}, false))
        stack.queryNorm = "all";
    model.sequence = sequenceOf(fields, {"max_seq_len"}, 2048);
    if (!fields.flag({"attn_config.alibi"}, true))
        model.positions = model.sequence;
    setDecoderHead(fields, model, true);
    return model;
}

/// Two positions more than a sequence has; the tables may be narrower than the layers.
LanguageModel opt(ForeignFields& fields)
{
    LanguageModel model;
    TransformerStack& stack = model.stack;
    model.title = "opt";
    model.vocabulary = fields.usual({"vocab_size"}, 50272);
    model.hidden = fields.usual({"hidden_size"}, 768);
    const std::int64_t table = fields.count({"word_embed_proj_dim"}, model.hidden);
    if (table != model.hidden) {
        model.embeddingSize = table;
        model.hasEmbeddingBias = false;
        model.arePositionsHidden = true;
    }
    stack.layers = fields.usual({"num_hidden_layers"}, 12);
    stack.heads = fields.usual({"num_attention_heads"}, 12);
    stack.feedForward = fields.usual({"ffn_dim"}, 3072);
    stack.activation = activationOf(fields, {"activation_function"}, "relu");
    stack.isCausal = true;
    stack.hasProjectionBias = stack.hasOutputBias = stack.hasFeedForwardBias = fields.flag({"enable_bias"}, true);
    stack.norm = fields.flag({"layer_norm_elementwise_affine"}, true) ? "layer" : "plain";
    const bool isBefore = fields.flag({"do_layer_norm_before"}, true);
    stack.normPlace = isBefore ? "before" : "after";
    stack.hasLastNorm = isBefore && !fields.flag({"_remove_final_layer_norm"}, false);
    model.sequence = fields.count({"max_position_embeddings"}, 2048);
    model.positions = model.sequence + 2;
    setDecoderHead(fields, model, true);
    return model;
}

constexpr HuggingFaceType kDecodersTypes[] = {
    {"bloom", bloom},
    {"falcon", falcon},
    {"gpt2", gpt2},
    {"gpt_bigcode", gptBigCode},
    {"gpt_neo", gptNeo},
    {"gpt_neox", gptNeoX},
    {"gptj", gptJ},
    {"mpt", mpt},
    {"opt", opt},
    {"refinedweb", refinedWeb},
    {"refinedwebmodel", refinedWeb},
};

} // namespace

std::span<const HuggingFaceType> huggingFaceDecoders()
{
    return kDecodersTypes;
}

} // namespace waferscope
