#include "formats/hugging_face/hugging_face_models.h"

namespace waferscope {

namespace {

LanguageModel mambaModel(ForeignFields& fields, std::int64_t vocabulary, std::int64_t hidden, std::int64_t layers)
{
    LanguageModel model;
    StateSpaceStack stack;
    model.title = fields.text({"model_type"}, "");
    model.vocabulary = fields.usual({"vocab_size"}, vocabulary);
    model.hidden = fields.usual({"hidden_size", "d_model"}, hidden);
    stack.layers = fields.usual({"num_hidden_layers", "n_layer"}, layers);
    stack.inner = fields.count({"intermediate_size", "d_inner"}, fields.count({"expand"}, 2) * model.hidden);
    stack.state = fields.count({"state_size"}, 16);
    const std::int64_t rank = (model.hidden + 15) / 16;
    const bool isRankGiven = fields.has({"time_step_rank"}) && fields.text({"time_step_rank"}, "auto") != "auto";
    stack.rank = isRankGiven ? fields.count({"time_step_rank"}) : rank;
    stack.filter = fields.count({"conv_kernel"}, 4);
    stack.hasBias = fields.flag({"use_bias"}, false);
    stack.hasFilterBias = fields.flag({"use_conv_bias"}, true);
    model.stateSpace = stack;
    model.sequence = 2048;
    fields.note(
        "Multiply-adds of a state-space layer are those of its products; decay and feeding of the state, step by "
        "step, are work on single numbers.");
    return model;
}

LanguageModel mamba(ForeignFields& fields)
{
    LanguageModel model = mambaModel(fields, 50280, 768, 32);
    setDecoderHead(fields, model, true);
    return model;
}

/// What feeds and reads the state is normalised, without trained numbers.
LanguageModel falconMamba(ForeignFields& fields)
{
    LanguageModel model = mambaModel(fields, 65024, 4096, 64);
    model.stateSpace->hasInnerNorms = true;
    setDecoderHead(fields, model, true);
    return model;
}

constexpr HuggingFaceType kStateSpaceTypes[] = {
    {"falcon_mamba", falconMamba},
    {"mamba", mamba},
};

} // namespace

std::span<const HuggingFaceType> huggingFaceStateSpaces()
{
    return kStateSpaceTypes;
}

} // namespace waferscope
