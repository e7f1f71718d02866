#include "formats/model_zoo/model_zoo_models.h"

#include "core/base/names.h"

namespace waferscope {

namespace {

/// Function of a feed-forward part; "swiglu" is a gate with silu.
void setActivation(TransformerStack& stack, const std::string& word)
{
    stack.isGated = word.ends_with("glu") && word != "glu";
    const std::string own = word == "swiglu" ? "silu" : word == "reglu" ? "relu" : word == "bilinear" ? "gelu" : word;
    stack.activation = own == "relu" || own == "silu" || own == "tanh" ? own : "gelu";
}

/// The word of our blocks for a kind of normalisation.
std::string normOf(ForeignFields& model)
{
    const std::string type = model.text({"norm_type"}, "layernorm");
    if (type.find("rms") != std::string::npos)
        return "rms";
    return type.starts_with("biasless") ? "unbiased" : "layer";
}

/// What the decoders and BERT have in common.
LanguageModel textModel(ForeignFields& model)
{
    LanguageModel result;
    result.title = model.text({"name"}, "");
    result.vocabulary = model.usual({"vocab_size"}, 50257);
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
void setPositions(ModelZooFields& fields, LanguageModel& model, const std::string& fallback)
{
    const std::string type = fields.model.text({"position_embedding_type"}, fallback);
    const std::int64_t longest = fields.model.usual({"max_position_embeddings"}, 1024);
    const bool isUsed = fields.model.flag({"use_position_embedding"}, true);
    if (type == "learned" && isUsed)
        model.positions = longest;
    else if (type == "rotary")
        model.stack.isRotary = true;
    else if (type == "relative")
        model.stack.relativeBuckets = fields.model.count({"num_relative_attention_buckets"}, 32);
    else if (isUsed)
        fields.model.note("Positions of type " + inQuotes(type.substr(0, 60)) + " are fixed and no parameters.");
    model.sequence = fields.data.count({"max_sequence_length"}, longest);
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
    if (model.isTied)
        fields.note("The output is tied to the embedding, whose table counts once.");
}

NetworkSpec gpt(ModelZooFields& fields)
{
    LanguageModel model = textModel(fields.model);
    setActivation(model.stack, fields.model.text({"nonlinearity"}, "gelu"));
    model.stack.isCausal = true;
    model.stack.hasProjectionBias = fields.model.flag({"use_projection_bias_in_attention"}, true);
    model.stack.hasOutputBias = fields.model.flag({"use_ffn_bias_in_attention"}, true);
    model.stack.normPlace = fields.model.flag({"norm_first"}, true) ? "before" : "after";
    model.stack.hasLastNorm = true;
    setPositions(fields, model, "learned");
    setExperts(fields.model, model.stack);
    setOutput(fields.model, model);
    return specOf(model);
}

/// Attention and feed-forward part side by side, behind one norm or two.
NetworkSpec gptJ(ModelZooFields& fields)
{
    LanguageModel model = textModel(fields.model);
    setActivation(model.stack, fields.model.text({"nonlinearity"}, "gelu"));
    model.stack.isCausal = true;
    model.stack.hasProjectionBias = fields.model.flag({"use_projection_bias_in_attention"}, false);
    model.stack.hasOutputBias = fields.model.flag({"use_ffn_bias_in_attention"}, false);
    model.stack.parallelNorms = fields.model.flag({"use_untied_layer_norm"}, false) ? 2 : 1;
    setPositions(fields, model, "rotary");
    setOutput(fields.model, model);
    return specOf(model);
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
    LanguageModel model = textModel(fields.model);
    const bool isMaskedOnly = fields.model.flag({"disable_nsp"}, false);
    setActivation(model.stack, fields.model.text({"encoder_nonlinearity", "nonlinearity"}, "gelu"));
    model.stack.hasProjectionBias = fields.model.flag({"use_projection_bias_in_attention"}, true);
    model.stack.hasOutputBias = fields.model.flag({"use_ffn_bias_in_attention"}, true);
    model.stack.normPlace = "after";
    model.stack.hasLastNorm = false;
    model.embeddingNorm = "layer";
    model.types = fields.model.countOrZero({"num_segments"}, isMaskedOnly ? 0 : 2);
    if (isMaskedOnly && model.types == 0)
        fields.model.note("Without next sentences there is no table of segments, as in the Model Zoo.");
    setPositions(fields, model, "learned");
    setMaskedHead(fields, model, isMaskedOnly);
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
    setPositions(fields, model, "rotary");
    const bool isMaskedOnly = fields.model.flag({"disable_nsp"}, true);
    model.types = fields.model.countOrZero({"num_segments"}, isMaskedOnly ? 0 : 2);
    setMaskedHead(fields, model, isMaskedOnly);
    return specOf(model);
}

/// Positions of encoder and decoder: distances, or learned tables, or fixed.
void setPairPositions(ModelZooFields& fields, LanguageModel& model, bool isT5)
{
    const std::string type = fields.model.text({"position_embedding_type"}, isT5 ? "relative" : "fixed");
    const std::int64_t source = fields.model.usual({"src_max_position_embeddings", "max_position_embeddings"}, 512);
    const std::int64_t target = fields.model.count({"tgt_max_position_embeddings"}, source);
    if (type == "relative") {
        model.stack.relativeBuckets = fields.model.count({"relative_attention_num_buckets"}, 32);
        model.decoder->relativeBuckets = model.stack.relativeBuckets;
        fields.model.note("The table of relative positions counts once in every stack.");
    } else if (type.starts_with("learned")) {
        model.positions = source;
        model.decoderPositions = target;
    } else {
        fields.model.note("Positions of type " + inQuotes(type.substr(0, 60)) + " are fixed and no parameters.");
    }
    model.sequence = fields.data.count({"src_max_sequence_length"}, source);
    model.targetSequence = fields.data.count({"tgt_max_sequence_length"}, target);
}

/// The two tables of words and the output.
void setWords(ForeignFields& fields, LanguageModel& model)
{
    const std::int64_t extra = fields.countOrZero({"extra_ids"}, 0);
    const std::int64_t source = fields.usual({"src_vocab_size", "vocab_size"}, 32128);
    model.vocabulary = source + extra;
    if (!fields.flag({"share_encoder_decoder_embedding"}, true))
        model.decoderVocabulary = fields.count({"tgt_vocab_size"}, source) + extra;
    if (extra > 0)
        fields.note("The vocabulary is " + std::to_string(source) + " words and " + std::to_string(extra)
                    + " extra ids.");
    model.head = LanguageHead::Words;
    model.isTied = fields.flag({"share_embedding_weights"}, true);
}

LanguageModel pair(ModelZooFields& fields, bool isT5)
{
    ForeignFields& own = fields.model;
    LanguageModel model;
    model.title = own.text({"name"}, isT5 ? "t5" : "transformer");
    setWords(own, model);
    model.hidden = own.usual({"d_model"}, 512);
    TransformerStack& stack = model.stack;
    stack.layers = own.usual({"encoder_num_hidden_layers"}, 6);
    stack.heads = own.usual({"num_heads"}, 8);
    stack.headSize = own.usual({"d_kv"}, 64);
    stack.feedForward = own.usual({"d_ff"}, 2048);
    const bool isRms = own.has({"use_t5_layer_norm"}) ? own.flag({"use_t5_layer_norm"}, true)
                                                      : own.text({"norm_type"}, "rmsnorm").starts_with("rms");
    stack.norm = isRms ? "rms" : "layer";
    stack.normPlace = own.flag({"use_pre_encoder_decoder_layer_norm"}, true) ? "before" : "after";
    stack.hasProjectionBias = own.flag({"use_projection_bias_in_attention"}, false);
    stack.hasOutputBias = false;
    const std::string activation = own.text({"encoder_nonlinearity"}, "relu");
    stack.hasFeedForwardBias = activation != "gelu" && own.flag({"use_ffn_bias"}, false);
    setActivation(stack, activation.starts_with("gated") ? "geglu" : activation);
    model.decoder = stack;
    model.decoder->layers = own.count({"decoder_num_hidden_layers"}, stack.layers);
    model.decoder->isCausal = true;
    setPairPositions(fields, model, isT5);
    own.note("Each stack ends with a norm of its own, as the Model Zoo builds it.");
    return model;
}

NetworkSpec t5(ModelZooFields& fields)
{
    return specOf(pair(fields, true));
}

NetworkSpec translation(ModelZooFields& fields)
{
    return specOf(pair(fields, false));
}

constexpr ModelZooFamily kTextsFamilies[] = {
    {"bert", "roberta", bert},
    {"esm2", "", esm2},
    {"gpt2", "gpt3 llama llama2 mistral mixtral bloom btlm jais mpt opt santacoder starcoder gpt-moe", gpt},
    {"gptj", "gpt-j gpt-neox gptneox falcon", gptJ},
    {"t5", "", t5},
    {"transformer", "", translation},
};

} // namespace

std::span<const ModelZooFamily> modelZooTexts()
{
    return kTextsFamilies;
}

} // namespace waferscope
