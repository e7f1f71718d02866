#include "formats/model_zoo/model_zoo_models.h"

#include "core/base/names.h"

namespace waferscope {

namespace {

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
    const std::int64_t target = fields.count({"tgt_vocab_size"}, source);
    if (!fields.flag({"share_encoder_decoder_embedding"}, true))
        model.decoderVocabulary = target + extra;
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

constexpr ModelZooFamily kPairsFamilies[] = {
    {"t5", "", t5},
    {"transformer", "", translation},
};

} // namespace

std::span<const ModelZooFamily> modelZooPairs()
{
    return kPairsFamilies;
}

} // namespace waferscope
