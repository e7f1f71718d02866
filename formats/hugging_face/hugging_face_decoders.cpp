#include "formats/hugging_face/hugging_face_models.h"

#include "core/base/names.h"

namespace waferscope {

namespace {

/// Sizes by the names that most files use, each with older ones behind it.
LanguageModel decoder(ForeignFields& fields)
{
    LanguageModel model;
    model.title = fields.text({"model_type"}, "");
    model.vocabulary = fields.count({"vocab_size"});
    model.hidden = fields.count({"hidden_size", "n_embd", "n_embed"});
    model.stack.layers = fields.count({"num_hidden_layers", "n_layer", "num_layers"});
    model.stack.heads = fields.count({"num_attention_heads", "n_head", "num_heads"});
    model.stack.isCausal = true;
    model.head = LanguageHead::Words;
    return model;
}

std::int64_t fourTimes(const LanguageModel& model)
{
    return 4 * model.hidden;
}

/// Scores of words unless the architecture is the decoder alone; how they are tied is stated.
NetworkSpec finish(ForeignFields& fields, LanguageModel& model, bool isUsuallyTied)
{
    const std::string name = architectureOf(fields);
    const bool hasHead = name.empty() || name.find("lm") != std::string::npos;
    model.isTied = fields.flag({"tie_word_embeddings"}, isUsuallyTied);
    if (!hasHead) {
        model.head = LanguageHead::None;
        fields.note("The architecture " + printable(name) + " is counted without a head.");
    } else if (model.isTied) {
        fields.note("The output is tied to the embedding, whose table counts once.");
    }
    return specOf(model);
}

NetworkSpec gpt2(ForeignFields& fields)
{
    LanguageModel model = decoder(fields);
    model.positions = fields.count({"n_positions", "n_ctx", "max_position_embeddings"}, 1024);
    model.stack.feedForward = fields.count({"n_inner"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"activation_function"}, "gelu");
    model.sequence = model.positions;
    return finish(fields, model, true);
}

NetworkSpec gptNeo(ForeignFields& fields)
{
    LanguageModel model = decoder(fields);
    model.positions = fields.count({"max_position_embeddings"}, 2048);
    model.stack.feedForward = fields.count({"intermediate_size"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"activation_function"}, "gelu");
    model.stack.hasProjectionBias = false;
    model.sequence = model.positions;
    return finish(fields, model, true);
}

/// One norm a layer, no bias in attention, and a bias of every word.
NetworkSpec gptJ(ForeignFields& fields)
{
    LanguageModel model = decoder(fields);
    model.stack.feedForward = fields.count({"n_inner"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"activation_function"}, "gelu");
    model.stack.isRotary = true;
    model.stack.hasProjectionBias = false;
    model.stack.hasOutputBias = false;
    model.stack.parallelNorms = 1;
    model.hasHeadBias = true;
    model.sequence = fields.count({"n_positions", "max_position_embeddings"}, 2048);
    return finish(fields, model, false);
}

NetworkSpec gptNeoX(ForeignFields& fields)
{
    LanguageModel model = decoder(fields);
    model.stack.feedForward = fields.count({"intermediate_size"}, fourTimes(model));
    model.stack.activation = activationOf(fields, {"hidden_act"}, "gelu");
    model.stack.isRotary = true;
    model.stack.hasProjectionBias = fields.flag({"attention_bias"}, true);
    model.stack.hasOutputBias = model.stack.hasProjectionBias;
    model.stack.parallelNorms = fields.flag({"use_parallel_residual"}, true) ? 2 : 0;
    model.sequence = fields.count({"max_position_embeddings"}, 2048);
    return finish(fields, model, false);
}

/// Rotary positions, gated feed-forward parts, shared keys.
LanguageModel llamaModel(ForeignFields& fields)
{
    LanguageModel model = decoder(fields);
    model.stack.keyHeads = fields.count({"num_key_value_heads"}, model.stack.heads);
    model.stack.headSize = fields.countOrZero({"head_dim"}, 0);
    model.stack.feedForward = fields.count({"intermediate_size"});
    model.stack.activation = activationOf(fields, {"hidden_act"}, "silu");
    model.stack.isGated = true;
    model.stack.isRotary = true;
    model.stack.isRms = true;
    model.stack.hasProjectionBias = fields.flag({"attention_bias"}, false);
    model.stack.hasOutputBias = model.stack.hasProjectionBias;
    model.stack.hasFeedForwardBias = fields.flag({"mlp_bias"}, false);
    model.sequence = fields.count({"max_position_embeddings"}, 2048);
    return model;
}

NetworkSpec llama(ForeignFields& fields)
{
    LanguageModel model = llamaModel(fields);
    return finish(fields, model, false);
}

NetworkSpec qwen2(ForeignFields& fields)
{
    LanguageModel model = llamaModel(fields);
    model.stack.hasProjectionBias = true;
    model.stack.hasOutputBias = false;
    return finish(fields, model, false);
}

NetworkSpec mixtral(ForeignFields& fields)
{
    LanguageModel model = llamaModel(fields);
    model.stack.experts = fields.count({"num_local_experts"}, 8);
    model.stack.routed = fields.count({"num_experts_per_tok"}, 2);
    fields.note("All " + std::to_string(model.stack.experts)
                + " experts and the router without a bias count as "
                  "parameters; multiply-adds are those of the "
                + std::to_string(model.stack.routed) + " that a position goes through.");
    return finish(fields, model, false);
}

/// Distances are told by fixed slopes, which are no parameters.
NetworkSpec bloom(ForeignFields& fields)
{
    LanguageModel model = decoder(fields);
    model.hasEmbeddingNorm = true;
    model.stack.feedForward = fourTimes(model);
    model.sequence = fields.count({"seq_length"}, 2048);
    return finish(fields, model, true);
}

NetworkSpec falcon(ForeignFields& fields)
{
    LanguageModel model = decoder(fields);
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
    return finish(fields, model, true);
}

constexpr HuggingFaceType kDecodersTypes[] = {
    {"bloom", bloom}, {"falcon", falcon}, {"gpt2", gpt2},     {"gpt_neo", gptNeo},  {"gpt_neox", gptNeoX},
    {"gptj", gptJ},   {"llama", llama},   {"mistral", llama}, {"mixtral", mixtral}, {"qwen2", qwen2},
};

} // namespace

std::span<const HuggingFaceType> huggingFaceDecoders()
{
    return kDecodersTypes;
}

} // namespace waferscope
