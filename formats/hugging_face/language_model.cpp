#include "formats/hugging_face/language_model.h"

#include "core/families/family_parts.h"

namespace waferscope {

namespace {

std::string yes(bool flag)
{
    return flag ? "yes" : "no";
}

void addEmbedding(NetworkSpec& spec, const LanguageModel& model)
{
    spec.inputs = {tokens("input_ids")};
    if (model.types > 0)
        spec.inputs.push_back(tokens("token_type_ids"));
    spec.blocks.push_back(block("embedding", "embedding",
                                {{"vocabulary", std::to_string(model.vocabulary)},
                                 {"size", std::to_string(model.hidden)},
                                 {"positions", std::to_string(model.positions)},
                                 {"types", std::to_string(model.types)},
                                 {"norm", model.hasEmbeddingNorm ? "layer" : "none"}}));
}

void addDecoder(NetworkSpec& spec, const LanguageModel& model)
{
    spec.defaults["target_sequence"] = model.targetSequence;
    spec.inputs.push_back(tokens("decoder_input_ids", "target_sequence"));
    spec.blocks.push_back(block("decoder-embedding", "decoder-embedding",
                                {{"vocabulary", std::to_string(model.decoderVocabulary)},
                                 {"positions", std::to_string(model.decoderPositions)},
                                 {"norm", model.hasEmbeddingNorm ? "layer" : "none"}}));
    spec.blocks.push_back(transformerBlock("decoder", *model.decoder, true));
}

void addMaskedPositions(NetworkSpec& spec, const LanguageModel& model)
{
    const Extent length = model.masked > 0 ? Extent{model.masked} : Extent{std::string{"sequence"}};
    spec.inputs.push_back({"masked_positions", DataType::Int32, {std::string{"batch"}, length}});
}

void addHead(NetworkSpec& spec, const LanguageModel& model)
{
    const std::string words = std::to_string(model.decoderVocabulary > 0 ? model.decoderVocabulary : model.vocabulary);
    switch (model.head) {
    case LanguageHead::None: return;
    case LanguageHead::Pooler: spec.blocks.push_back(block("pooler", "pooler", {})); return;
    case LanguageHead::Words:
        spec.blocks.push_back(
            block("language-head", "head",
                  {{"vocabulary", words}, {"tied", yes(model.isTied)}, {"bias", yes(model.hasHeadBias)}}));
        return;
    case LanguageHead::MaskedWords:
        if (model.masked > 0)
            addMaskedPositions(spec, model);
        spec.blocks.push_back(block("masked-head", "head", {{"vocabulary", words}, {"tied", yes(model.isTied)}}));
        return;
    case LanguageHead::Pretraining:
        addMaskedPositions(spec, model);
        spec.blocks.push_back(
            block("pretraining-heads", "heads", {{"vocabulary", words}, {"tied", yes(model.isTied)}}));
        return;
    case LanguageHead::PooledClasses: spec.blocks.push_back(block("pooler", "pooler", {})); break;
    case LanguageHead::Classes: spec.blocks.push_back(block("first-position", "first", {})); break;
    case LanguageHead::PositionClasses: break;
    }
    spec.blocks.push_back(block("linear", "classes", {{"size", std::to_string(model.classes)}}));
}

} // namespace

BlockSpec transformerBlock(const std::string& name, const TransformerStack& stack, bool isCross)
{
    const std::string parallel = stack.parallelNorms == 0 ? "no" : stack.parallelNorms == 1 ? "one-norm" : "two-norms";
    BlockSpec spec = block("transformer", name,
                           {{"layers", std::to_string(stack.layers)},
                            {"heads", std::to_string(stack.heads)},
                            {"head_size", std::to_string(stack.headSize)},
                            {"feed_forward", std::to_string(stack.feedForward)},
                            {"activation", stack.activation},
                            {"gated", yes(stack.isGated)},
                            {"causal", yes(stack.isCausal)},
                            {"cross", yes(isCross)},
                            {"rotary", yes(stack.isRotary)},
                            {"relative", std::to_string(stack.relativeBuckets)},
                            {"norm", stack.isRms ? "rms" : "layer"},
                            {"norm_place", stack.isNormedAfter ? "after" : "before"},
                            {"last_norm", yes(stack.hasLastNorm)},
                            {"parallel", parallel},
                            {"projection_bias", yes(stack.hasProjectionBias)},
                            {"output_bias", yes(stack.hasOutputBias)},
                            {"feed_forward_bias", yes(stack.hasFeedForwardBias)}});
    if (stack.keyHeads > 0)
        spec.settings["key_heads"] = {std::to_string(stack.keyHeads), 0};
    if (stack.experts > 0) {
        spec.settings["experts"] = {std::to_string(stack.experts), 0};
        spec.settings["routed"] = {std::to_string(stack.routed), 0};
        spec.settings["shared_experts"] = {std::to_string(stack.sharedExperts), 0};
        spec.settings["sparse_every"] = {std::to_string(stack.sparseEvery), 0};
        spec.settings["router_bias"] = {yes(stack.hasRouterBias), 0};
    }
    return spec;
}

NetworkSpec specOf(const LanguageModel& model)
{
    NetworkSpec spec;
    spec.title = model.title;
    spec.defaults = {{"batch", 1}, {"sequence", model.sequence}};
    addEmbedding(spec, model);
    spec.blocks.push_back(transformerBlock(model.decoder ? "encoder" : "layers", model.stack));
    if (model.decoder)
        addDecoder(spec, model);
    addHead(spec, model);
    return spec;
}

} // namespace waferscope
