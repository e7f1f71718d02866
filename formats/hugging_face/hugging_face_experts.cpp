#include "formats/hugging_face/hugging_face_models.h"

#include <algorithm>

namespace waferscope {

namespace {

LanguageModel mixtral(ForeignFields& fields)
{
    UsualSizes usual{32000, 4096, 14336, 32, 32, 8, 0, 131072};
    LanguageModel model = llamaModel(fields, usual);
    model.stack.experts = fields.count({"num_local_experts"}, 8);
    model.stack.routed = fields.count({"num_experts_per_tok"}, 2);
    model.stack.window = fields.countOrZero({"sliding_window"}, 0);
    setFullLayers(fields, model.stack, [](std::int64_t) { return false; });
    noteExperts(fields, model.stack);
    setDecoderHead(fields, model, false);
    return model;
}

/// Layers that the file names, or all but one of every few, are without experts.
void setSparseSteps(ForeignFields& fields, TransformerStack& stack)
{
    const std::vector<std::int64_t> dense = fields.numbers({"mlp_only_layers"});
    const std::int64_t step = fields.count({"decoder_sparse_step"}, 1);
    stack.denseLayers = layersWhere(stack.layers, [&](std::int64_t layer) {
        return (layer + 1) % step != 0 || std::find(dense.begin(), dense.end(), layer) != dense.end();
    });
}

LanguageModel qwen2Moe(ForeignFields& fields)
{
    UsualSizes usual{151936, 2048, 5632, 24, 16, 16, 0, 32768};
    LanguageModel model = llamaModel(fields, usual);
    TransformerStack& stack = model.stack;
    stack.hasProjectionBias = fields.flag({"qkv_bias"}, true);
    stack.hasOutputBias = false;
    stack.experts = fields.countOrZero({"num_experts"}, 60);
    stack.routed = fields.count({"num_experts_per_tok"}, 4);
    stack.expertFeedForward = fields.count({"moe_intermediate_size"}, 1408);
    stack.sharedFeedForward = fields.count({"shared_expert_intermediate_size"}, 5632);
    stack.hasSharedGate = true;
    setSparseSteps(fields, stack);
    noteExperts(fields, stack);
    setDecoderHead(fields, model, false);
    return model;
}

LanguageModel qwen3Moe(ForeignFields& fields)
{
    UsualSizes usual{151936, 2048, 6144, 24, 32, 4, 0, 32768};
    LanguageModel model = llamaModel(fields, usual);
    TransformerStack& stack = model.stack;
    stack.queryNorm = "head";
    stack.experts = fields.countOrZero({"num_experts", "num_local_experts"}, 128);
    stack.routed = fields.count({"num_experts_per_tok"}, 8);
    stack.expertFeedForward = fields.count({"moe_intermediate_size"}, 768);
    setSparseSteps(fields, stack);
    noteExperts(fields, stack);
    setDecoderHead(fields, model, false);
    return model;
}

LanguageModel olmoe(ForeignFields& fields)
{
    UsualSizes usual{50304, 2048, 2048, 16, 16, 0, 0, 4096};
    LanguageModel model = llamaModel(fields, usual);
    model.stack.queryNorm = "all";
    model.stack.experts = fields.count({"num_experts"}, 64);
    model.stack.routed = fields.count({"num_experts_per_tok"}, 8);
    noteExperts(fields, model.stack);
    setDecoderHead(fields, model, false);
    return model;
}

/// Keys and values out of few features, dense layers first, then layers of routed and shared experts.
LanguageModel deepSeek(ForeignFields& fields, const UsualSizes& usual, const TransformerStack& habits)
{
    LanguageModel model = llamaModel(fields, usual);
    TransformerStack& stack = model.stack;
    stack.keyHeads = stack.heads;
    stack.queryLatent = fields.saysNone("q_lora_rank") ? 0 : fields.countOrZero({"q_lora_rank"}, 1536);
    stack.keyLatent = fields.count({"kv_lora_rank"}, 512);
    stack.headSize = fields.count({"qk_nope_head_dim"}, 128);
    stack.positionSize = fields.countOrZero({"qk_rope_head_dim"}, 64);
    stack.valueSize = fields.count({"v_head_dim"}, 128);
    stack.experts = fields.saysNone("n_routed_experts") ? 0 : fields.countOrZero({"n_routed_experts"}, habits.experts);
    stack.routed = fields.count({"num_experts_per_tok"}, habits.routed);
    stack.expertFeedForward = fields.count({"moe_intermediate_size"}, habits.expertFeedForward);
    stack.sharedExperts =
        fields.saysNone("n_shared_experts") ? 0 : fields.countOrZero({"n_shared_experts"}, habits.sharedExperts);
    const std::int64_t dense = fields.countOrZero({"first_k_dense_replace"}, habits.layers);
    const std::vector<std::int64_t> sparse = fields.numbers({"moe_layer_freq"}); // every few, or one number a layer
    stack.denseLayers = layersWhere(stack.layers, [dense, &sparse](std::int64_t layer) {
        const auto at = static_cast<std::size_t>(layer);
        const bool isFree = sparse.size() == 1 ? layer % std::max<std::int64_t>(1, sparse[0]) != 0
                                               : at < sparse.size() && sparse[at] == 0;
        return layer < dense || isFree;
    });
    noteExperts(fields, stack);
    return model;
}

LanguageModel deepSeek2(ForeignFields& fields)
{
    TransformerStack habits;
    habits.layers = 0;
    habits.experts = 64;
    habits.routed = 6;
    habits.expertFeedForward = 1407;
    habits.sharedExperts = 2;
    LanguageModel model = deepSeek(fields, {}, habits);
    setDecoderHead(fields, model, false);
    return model;
}

LanguageModel deepSeek3(ForeignFields& fields)
{
    TransformerStack habits;
    habits.layers = 3;
    habits.experts = 256;
    habits.routed = 8;
    habits.expertFeedForward = 2048;
    habits.sharedExperts = 1;
    LanguageModel model = deepSeek(fields, {129280, 7168, 18432, 61, 128, 128, 0, 4096}, habits);
    const std::int64_t corrected =
        model.stack.experts * (model.stack.layers - static_cast<std::int64_t>(model.stack.denseLayers.size()));
    fields.note("The router's corrections, " + std::to_string(corrected)
                + " numbers that no gradient trains, and layers that predict further words are not counted.");
    setDecoderHead(fields, model, false);
    return model;
}

/// GLM's attention, dense layers first, then layers of routed and shared experts.
LanguageModel glm4Moe(ForeignFields& fields)
{
    LanguageModel model = llamaModel(fields, {151552, 4096, 10944, 46, 96, 8, 128, 131072});
    TransformerStack& stack = model.stack;
    stack.hasOutputBias = false;
    if (fields.flag({"use_qk_norm"}, false))
        stack.queryNorm = "head";
    stack.experts = fields.countOrZero({"n_routed_experts"}, 128);
    stack.routed = fields.count({"num_experts_per_tok"}, 8);
    stack.expertFeedForward = fields.count({"moe_intermediate_size"}, 1408);
    stack.sharedExperts = fields.countOrZero({"n_shared_experts"}, 1);
    stack.denseLayers =
        layersWhere(stack.layers, [dense = fields.countOrZero({"first_k_dense_replace"}, 1)](std::int64_t layer) {
            return layer < dense;
        });
    noteExperts(fields, stack);
    setDecoderHead(fields, model, false);
    return model;
}

/// Biases everywhere, a trained score besides those of the keys, and a window in every second layer.
LanguageModel gptOss(ForeignFields& fields)
{
    UsualSizes usual{201088, 2880, 2880, 36, 64, 8, 64, 131072};
    LanguageModel model = llamaModel(fields, usual);
    TransformerStack& stack = model.stack;
    stack.hasProjectionBias = stack.hasOutputBias = fields.flag({"attention_bias"}, true);
    stack.hasFeedForwardBias = true;
    stack.hasRouterBias = true;
    stack.hasSinks = true;
    stack.experts = fields.count({"num_local_experts", "num_experts"}, 128);
    stack.routed = fields.count({"num_experts_per_tok", "experts_per_token"}, 4);
    stack.window = fields.countOrZero({"sliding_window"}, 128);
    setFullLayers(fields, stack, [](std::int64_t layer) { return layer % 2 == 1; });
    noteExperts(fields, stack);
    setDecoderHead(fields, model, false);
    return model;
}

/// One routed and one shared expert; three of four layers see what is near.
LanguageModel llama4(ForeignFields& fields)
{
    UsualSizes usual{202048, 5120, 8192, 48, 40, 8, 128, 131072};
    LanguageModel model = llamaModel(fields, usual);
    TransformerStack& stack = model.stack;
    stack.expertFeedForward = stack.feedForward;
    stack.feedForward = fields.count({"intermediate_size_mlp"}, 16384);
    stack.experts = fields.count({"num_local_experts"}, 16);
    stack.routed = fields.count({"num_experts_per_tok"}, 1);
    stack.sharedExperts = 1;
    const std::int64_t step = fields.count({"interleave_moe_layer_step"}, 1);
    const std::vector<std::int64_t> sparse = fields.numbers({"moe_layers"});
    stack.denseLayers = layersWhere(stack.layers, [&](std::int64_t layer) {
        return sparse.empty() ? (layer + 1) % step != 0
                              : std::find(sparse.begin(), sparse.end(), layer) == sparse.end();
    });
    stack.window = fields.saysNone("attention_chunk_size") ? 0 : fields.countOrZero({"attention_chunk_size"}, 8192);
    setFullLayers(fields, stack, [](std::int64_t layer) { return layer % 4 == 3; });
    fields.note("A position is taken to see the keys of one whole chunk, as many as at its end.");
    noteExperts(fields, stack);
    setDecoderHead(fields, model, false);
    return model;
}

constexpr HuggingFaceType kExpertTypes[] = {
    {"glm4_moe", glm4Moe},   {"deepseek_v2", deepSeek2}, {"deepseek_v3", deepSeek3}, {"gpt_oss", gptOss},
    {"granitemoe", mixtral}, {"llama4_text", llama4},    {"mixtral", mixtral},       {"olmoe", olmoe},
    {"qwen2_moe", qwen2Moe}, {"qwen3_moe", qwen3Moe},
};

} // namespace

void noteExperts(ForeignFields& fields, const TransformerStack& stack)
{
    if (stack.experts == 0)
        return;
    fields.note("All " + std::to_string(stack.experts)
                + " experts of a layer and its router count as parameters; multiply-adds are those of the "
                + std::to_string(stack.routed) + " that a position goes through.");
}

std::span<const HuggingFaceType> huggingFaceExperts()
{
    return kExpertTypes;
}

} // namespace waferscope
