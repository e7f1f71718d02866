#include "formats/model_zoo/model_zoo_models.h"

#include "core/base/names.h"

#include <algorithm>
#include <cmath>

namespace waferscope {

namespace {

constexpr std::int64_t kMostListed = 10'000; // layers that are named one by one
constexpr double kLargestCap = 1e6;

/// The word of our blocks for a kind of normalisation.
std::string normOf(ForeignFields& model)
{
    const std::string type = model.text({"norm_type"}, "layernorm");
    if (type.find("rms") != std::string::npos)
        return "rms";
    if (type.starts_with("nonparametric"))
        return "plain";
    return type.starts_with("biasless") ? "unbiased" : "layer";
}

/// What the decoders and BERT have in common.
LanguageModel textModel(ForeignFields& model, std::int64_t usualVocabulary = 50257)
{
    LanguageModel result;
    result.title = model.text({"name"}, "");
    result.vocabulary =
        model.usual({"vocab_size"}, usualVocabulary) + model.countOrZero({"num_extra_input_vocab_tokens"}, 0);
    result.hidden = model.usual({"hidden_size"}, 768);
    result.stack.layers = model.usual({"num_hidden_layers"}, 12);
    result.stack.heads = model.usual({"num_heads"}, 12);
    result.stack.feedForward = model.usual({"filter_size"}, 3072);
    result.stack.norm = normOf(model);
    result.stack.hasFeedForwardBias = model.flag({"use_ffn_bias"}, true);
    if (model.has({"attention_inner_dim"}))
        result.stack.headSize = model.count({"attention_inner_dim"}) / result.stack.heads;
    if (model.text({"attention_module"}, "").starts_with("multiquery"))
        result.stack.keyHeads = model.count({"num_kv_groups"}, 1);
    result.embeddingNorm = model.flag({"embedding_layer_norm"}, false) ? "layer" : "none";
    return result;
}

/// How positions are told. Only a learned table and relative distances are parameters.
void setPositions(ForeignFields& own, ForeignFields& data, LanguageModel& model, const std::string& fallback)
{
    const std::string type = own.text({"position_embedding_type"}, fallback);
    const std::int64_t longest = own.usual({"max_position_embeddings"}, 1024);
    const bool isUsed = own.flag({"use_position_embedding"}, true);
    if (type == "learned" && isUsed)
        model.positions = longest;
    else if (type == "rotary")
        model.stack.isRotary = true;
    else if (type == "relative")
        model.stack.relativeBuckets = own.count({"num_relative_attention_buckets"}, 32);
    else if (isUsed)
        own.note("Positions of type " + inQuotes(type.substr(0, 60)) + " are fixed and no parameters.");
    model.sequence = data.count({"max_sequence_length"}, longest);
}

/// What a position sees of those before it, and how its scores are made.
void setScores(ForeignFields& own, TransformerStack& stack)
{
    stack.window = own.countOrZero({"attention_sliding_window_length"}, 0);
    const bool isEveryOther = own.flag({"sliding_window_every_other_decoder_layer"}, false);
    for (std::int64_t layer = 2; isEveryOther && layer <= std::min(stack.layers, kMostListed); layer += 2)
        stack.fullLayers.push_back(layer);
    const double cap = own.number({"attention_logit_softcapping"}, 0.0);
    stack.scoreCap = static_cast<std::int64_t>(std::ceil(std::clamp(cap, 0.0, kLargestCap)));
    if (own.has({"attention_qk_norm_layer"}))
        stack.queryNorm = "head";
}

void setExperts(ForeignFields& fields, TransformerStack& stack)
{
    if (!fields.has({"num_experts"}))
        return;
    stack.experts = fields.countOrZero({"num_experts"}, 0);
    stack.routed = fields.count({"top_k"}, 1);
    stack.sharedExperts = fields.countOrZero({"num_shared_experts"}, 0);
    fields.note("All " + std::to_string(stack.experts + stack.sharedExperts)
                + " experts of every layer and a router without a bias count as parameters; multiply-adds are those "
                  "of the experts that a position goes through.");
}

void setOutput(ForeignFields& fields, LanguageModel& model)
{
    model.head = LanguageHead::Words;
    model.isTied = fields.flag({"share_embedding_weights"}, true);
    model.hasHeadBias = fields.flag({"use_bias_in_output"}, false);
    const double cap = fields.number({"final_logit_softcapping"}, 0.0);
    model.headCap = static_cast<std::int64_t>(std::ceil(std::clamp(cap, 0.0, kLargestCap)));
    if (model.isTied)
        fields.note("The output is tied to the embedding, whose table counts once.");
}

LanguageModel gptModel(ForeignFields& own, ForeignFields& data)
{
    LanguageModel model = textModel(own);
    setActivation(model.stack, own.text({"nonlinearity"}, "gelu"));
    model.stack.isCausal = true;
    model.stack.hasProjectionBias = own.flag({"use_projection_bias_in_attention"}, true);
    model.stack.hasOutputBias = own.flag({"use_ffn_bias_in_attention"}, true);
    model.stack.normPlace = own.flag({"norm_first"}, true) ? "before" : "after";
    if (own.flag({"norm_first_sandwich"}, false))
        model.stack.normPlace = "around";
    model.stack.hasLastNorm = true;
    setPositions(own, data, model, "learned");
    setScores(own, model.stack);
    setExperts(own, model.stack);
    setOutput(own, model);
    return model;
}

/// Attention and feed-forward part side by side, behind one norm or two.
LanguageModel gptJModel(ForeignFields& own, ForeignFields& data)
{
    LanguageModel model = textModel(own);
    setActivation(model.stack, own.text({"nonlinearity"}, "gelu"));
    model.stack.isCausal = true;
    model.stack.hasProjectionBias = own.flag({"use_projection_bias_in_attention"}, false);
    model.stack.hasOutputBias = own.flag({"use_ffn_bias_in_attention"}, false);
    model.stack.parallelNorms = own.flag({"use_untied_layer_norm"}, false) ? 2 : 1;
    setPositions(own, data, model, "rotary");
    setOutput(own, model);
    return model;
}

NetworkSpec gpt(ModelZooFields& fields)
{
    return specOf(gptModel(fields.model, fields.data));
}

NetworkSpec gptJ(ModelZooFields& fields)
{
    return specOf(gptJModel(fields.model, fields.data));
}

void setMaskedHead(ModelZooFields& fields, LanguageModel& model, bool isMaskedOnly)
{
    model.head = isMaskedOnly ? LanguageHead::MaskedWords : LanguageHead::Pretraining;
    model.masked = fields.data.countOrZero({"max_predictions_per_seq"}, 0);
    model.isTied = fields.model.flag({"share_embedding_weights"}, true);
    const std::string table = model.isTied ? "shares the embedding's table" : "has a table of its own";
    fields.model.note(isMaskedOnly ? "The count is of the encoder and the head for masked words, which " + table
                              + "; there is no pooler, as next sentences are not told."
                                   : "The count is of the encoder, the pooler and both heads of pre-training; the head "
                                     "for masked words "
                              + table + ".");
}

NetworkSpec bert(ModelZooFields& fields)
{
    LanguageModel model = zooBert(fields.model, fields.data, 50257);
    setMaskedHead(fields, model, fields.model.flag({"disable_nsp"}, false));
    return specOf(model);
}

/// As BERT, but normalised before each part, with one norm at the end.
NetworkSpec esm2(ModelZooFields& fields)
{
    LanguageModel model = textModel(fields.model);
    setActivation(model.stack, fields.model.text({"encoder_nonlinearity"}, "gelu"));
    model.stack.hasProjectionBias = fields.model.flag({"use_projection_bias_in_attention"}, true);
    model.stack.hasOutputBias = fields.model.flag({"use_ffn_bias_in_attention"}, true);
    model.stack.hasLastNorm = fields.model.flag({"use_final_layer_norm"}, true);
    setPositions(fields.model, fields.data, model, "rotary");
    const bool isMaskedOnly = fields.model.flag({"disable_nsp"}, true);
    model.types = fields.model.countOrZero({"num_segments"}, isMaskedOnly ? 0 : 2);
    setMaskedHead(fields, model, isMaskedOnly);
    return specOf(model);
}

constexpr ModelZooFamily kTextsFamilies[] = {
    {"bert", "roberta", bert},
    {"esm2", "", esm2},
    {"gpt2", "gpt3 llama llama2 mistral mixtral bloom btlm jais mpt opt santacoder starcoder gpt-moe gemma2", gpt},
    {"gptj", "gpt-j gpt-neox gptneox falcon", gptJ},
};

} // namespace

void setActivation(TransformerStack& stack, const std::string& word)
{
    stack.isGated = word.ends_with("glu") && word != "glu";
    const std::string own = word == "swiglu" ? "silu" : word == "reglu" ? "relu" : word == "bilinear" ? "gelu" : word;
    stack.activation = own == "relu" || own == "silu" || own == "tanh" ? own : "gelu";
}

LanguageModel zooDecoder(ForeignFields& own, ForeignFields& data, const std::string& name)
{
    const bool isParallel = name.starts_with("gptj") || name.starts_with("gpt-j") || name.starts_with("gpt-neox")
        || name.starts_with("gptneox") || name.starts_with("falcon") || name.starts_with("palm");
    return isParallel ? gptJModel(own, data) : gptModel(own, data);
}

LanguageModel zooBert(ForeignFields& own, ForeignFields& data, std::int64_t usualVocabulary)
{
    LanguageModel model = textModel(own, usualVocabulary);
    const bool isWithoutNext = own.flag({"disable_nsp"}, false);
    setActivation(model.stack, own.text({"encoder_nonlinearity", "nonlinearity"}, "gelu"));
    model.stack.hasProjectionBias = own.flag({"use_projection_bias_in_attention"}, true);
    model.stack.hasOutputBias = own.flag({"use_ffn_bias_in_attention"}, true);
    model.stack.normPlace = own.flag({"norm_first"}, false) ? "before" : "after";
    model.stack.hasLastNorm = own.flag({"use_final_layer_norm"}, false);
    model.embeddingNorm = own.flag({"embedding_layer_norm"}, true) ? "layer" : "none";
    model.types = own.countOrZero({"num_segments"}, isWithoutNext ? 0 : 2);
    if (isWithoutNext && model.types == 0)
        own.note("Without next sentences there is no table of segments, as in the Model Zoo.");
    setPositions(own, data, model, "learned");
    return model;
}

std::span<const ModelZooFamily> modelZooTexts()
{
    return kTextsFamilies;
}

} // namespace waferscope
