#include "formats/language/language_model.h"

#include "core/families/family_parts.h"

#include <algorithm>

namespace waferscope {

namespace {

void addEmbedding(NetworkSpec& spec, const LanguageModel& model)
{
    const bool isFirst = spec.blocks.empty();
    const bool arePositionsHere = !model.arePositionsHidden;
    spec.inputs.push_back(tokens("input_ids"));
    if (model.types > 0)
        spec.inputs.push_back(tokens("token_type_ids"));
    spec.blocks.push_back(block("embedding", "embedding",
                                {{"vocabulary", std::to_string(model.vocabulary)},
                                 {"size", std::to_string(model.embeddingSize > 0 ? model.embeddingSize : model.hidden)},
                                 {"positions", std::to_string(arePositionsHere ? model.positions : 0)},
                                 {"types", std::to_string(model.types)},
                                 {"norm", model.embeddingNorm}}));
    if (!isFirst)
        spec.blocks.back().from = "input_ids";
    if (model.embeddingSize > 0)
        spec.blocks.push_back(
            block("linear", "embedding-projection",
                  {{"size", std::to_string(model.hidden)}, {"bias", yesOrNo(model.hasEmbeddingBias)}}));
    if (!arePositionsHere && model.positions > 0)
        spec.blocks.push_back(block("positions", "positions", {{"positions", std::to_string(model.positions)}}));
}

/// The tower before the words, and what joins them.
void addWordsAndPictures(NetworkSpec& spec, const LanguageModel& model)
{
    const std::string pictures = model.pictures ? addProjectedTower(spec, *model.pictures, model.projector) : "";
    addEmbedding(spec, model);
    if (!pictures.empty())
        spec.blocks.push_back(block("join", "words-and-pictures", {{"kind", "append"}, {"with", pictures}}));
}

void addDecoder(NetworkSpec& spec, const LanguageModel& model)
{
    spec.defaults["target_sequence"] = model.targetSequence;
    spec.inputs.push_back(tokens("decoder_input_ids", "target_sequence"));
    spec.blocks.push_back(block("decoder-embedding", "decoder-embedding",
                                {{"vocabulary", std::to_string(model.decoderVocabulary)},
                                 {"positions", std::to_string(model.decoderPositions)},
                                 {"norm", model.embeddingNorm}}));
    spec.blocks.push_back(transformerBlock("decoder", *model.decoder, true));
}

void addStateSpace(NetworkSpec& spec, const StateSpaceStack& stack)
{
    spec.blocks.push_back(block("state-space", "layers",
                                {{"layers", std::to_string(stack.layers)},
                                 {"inner", std::to_string(stack.inner)},
                                 {"state", std::to_string(stack.state)},
                                 {"rank", std::to_string(stack.rank)},
                                 {"filter", std::to_string(stack.filter)},
                                 {"bias", yesOrNo(stack.hasBias)},
                                 {"filter_bias", yesOrNo(stack.hasFilterBias)},
                                 {"inner_norms", yesOrNo(stack.hasInnerNorms)},
                                 {"norm", stack.norm}}));
}

void addMaskedPositions(NetworkSpec& spec, const LanguageModel& model)
{
    const Extent length = model.masked > 0 ? Extent{model.masked} : Extent{std::string{"sequence"}};
    spec.inputs.push_back({"masked_positions", DataType::Int32, {std::string{"batch"}, length}});
}

/// The settings that both heads of masked words have.
BlockSpec maskedWords(const char* type, const char* name, const LanguageModel& model)
{
    BlockSpec spec =
        block(type, name, {{"vocabulary", std::to_string(model.vocabulary)}, {"tied", yesOrNo(model.isTied)}});
    if (model.embeddingSize > 0)
        spec.settings["size"] = {std::to_string(model.embeddingSize), 0};
    if (!model.hasTransformBias)
        spec.settings["bias"] = {"no", 0};
    if (model.headNorm != "layer")
        spec.settings["norm"] = {model.headNorm, 0};
    return spec;
}

/// Scores of words, behind a linear layer where their table is narrower than the stack.
void addWords(NetworkSpec& spec, const LanguageModel& model)
{
    const std::int64_t words = model.decoderVocabulary > 0 ? model.decoderVocabulary : model.vocabulary;
    if (model.embeddingSize > 0)
        spec.blocks.push_back(
            block("linear", "head-projection",
                  {{"size", std::to_string(model.embeddingSize)}, {"bias", yesOrNo(model.hasEmbeddingBias)}}));
    BlockSpec head = block(
        "language-head", "head",
        {{"vocabulary", std::to_string(words)}, {"tied", yesOrNo(model.isTied)}, {"bias", yesOrNo(model.hasHeadBias)}});
    if (model.headCap > 0)
        head.settings["cap"] = {std::to_string(model.headCap), 0};
    spec.blocks.push_back(std::move(head));
}

void addHead(NetworkSpec& spec, const LanguageModel& model)
{
    switch (model.head) {
    case LanguageHead::None: return;
    case LanguageHead::Pooler: spec.blocks.push_back(block("pooler", "pooler", {})); return;
    case LanguageHead::Words: return addWords(spec, model);
    case LanguageHead::MaskedWords:
        if (model.masked > 0)
            addMaskedPositions(spec, model);
        spec.blocks.push_back(maskedWords("masked-head", "head", model));
        return;
    case LanguageHead::Pretraining:
        addMaskedPositions(spec, model);
        spec.blocks.push_back(maskedWords("pretraining-heads", "heads", model));
        return;
    case LanguageHead::PooledClasses: spec.blocks.push_back(block("pooler", "pooler", {})); break;
    case LanguageHead::Classes: spec.blocks.push_back(block("first-position", "first", {})); break;
    case LanguageHead::TransformedClasses:
        spec.blocks.push_back(
            block("linear", "transform", {{"size", std::to_string(model.hidden)}, {"activation", "gelu"}}));
        break;
    case LanguageHead::PositionClasses: break;
    }
    spec.blocks.push_back(
        block("linear", "classes", {{"size", std::to_string(model.classes)}, {"bias", yesOrNo(model.hasClassBias)}}));
}

/// Words of a sequence that patches are part of.
std::int64_t wordsOf(const LanguageModel& model)
{
    const std::int64_t patches = model.pictures ? model.pictures->patches() / model.projector.merged : 0;
    return std::max<std::int64_t>(1, model.sequence - patches);
}

} // namespace

NetworkSpec specOf(const LanguageModel& model)
{
    NetworkSpec spec;
    spec.title = model.title;
    spec.defaults = {{"batch", 1}, {"sequence", wordsOf(model)}};
    addWordsAndPictures(spec, model);
    if (model.stateSpace)
        addStateSpace(spec, *model.stateSpace);
    else
        spec.blocks.push_back(transformerBlock(model.decoder ? "encoder" : "layers", model.stack));
    if (model.decoder)
        addDecoder(spec, model);
    addHead(spec, model);
    return spec;
}

} // namespace waferscope
