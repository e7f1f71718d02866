#include "formats/hugging_face/hugging_face_models.h"

#include "core/families/family_parts.h"

#include <algorithm>

namespace waferscope {

namespace {

/// Decoder alone is no architecture of these; the encoder alone and both without a head are.
LanguageModel finish(ForeignFields& fields, LanguageModel model)
{
    const std::string name = architectureOf(fields);
    if (name.ends_with("encodermodel")) {
        model.decoder.reset();
        fields.note("The count is of the encoder alone.");
    } else if (name.empty() || !name.ends_with("model")) {
        model.head = LanguageHead::Words;
        if (model.isTied)
            fields.note("Encoder, decoder and output share one table of words, which counts once.");
    }
    return model;
}

LanguageModel t5Model(ForeignFields& fields, bool isUsuallyTied)
{
    const std::string projection = fields.text({"feed_forward_proj"}, "relu");
    LanguageModel model;
    model.title = fields.text({"model_type"}, "");
    model.vocabulary = fields.count({"vocab_size"}, 32128);
    model.hidden = fields.count({"d_model"}, 512);
    model.stack.layers = fields.count({"num_layers"}, 6);
    model.stack.heads = fields.count({"num_heads"}, 8);
    model.stack.headSize = fields.count({"d_kv"}, 64);
    model.stack.feedForward = fields.count({"d_ff"}, 2048);
    model.stack.isGated = projection.starts_with("gated");
    model.stack.activation = projection.find("gelu") != std::string::npos ? "gelu"
        : projection.find("silu") != std::string::npos                    ? "silu"
                                                                          : "relu";
    model.stack.norm = "rms";
    model.stack.hasProjectionBias = false;
    model.stack.hasOutputBias = false;
    model.stack.hasFeedForwardBias = false;
    model.stack.relativeBuckets = fields.count({"relative_attention_num_buckets"}, 32);
    model.decoder = model.stack;
    model.decoder->layers = fields.count({"num_decoder_layers"}, model.stack.layers);
    model.decoder->isCausal = true;
    model.isTied = fields.flag({"tie_word_embeddings"}, isUsuallyTied);
    model.sequence = fields.count({"n_positions"}, 512);
    model.targetSequence = model.sequence;
    fields.note("The table of relative positions counts once in every stack; attention to the encoder has none.");
    return model;
}

LanguageModel t5(ForeignFields& fields)
{
    LanguageModel model = t5Model(fields, true);
    return finish(fields, model);
}

LanguageModel mt5(ForeignFields& fields)
{
    LanguageModel model = t5Model(fields, false);
    return finish(fields, model);
}

/// Experts in so many of the layers, evenly spread.
void addExperts(ForeignFields& fields, TransformerStack& stack, std::int64_t sparse)
{
    if (sparse == 0)
        return;
    stack.experts = fields.count({"num_experts"}, 8);
    stack.sparseEvery = std::max<std::int64_t>(1, stack.layers / sparse);
    stack.hasRouterBias = fields.flag({"router_bias"}, false);
}

LanguageModel switchTransformers(ForeignFields& fields)
{
    LanguageModel model = t5Model(fields, true);
    addExperts(fields, model.stack, fields.countOrZero({"num_sparse_encoder_layers"}, 3));
    addExperts(fields, *model.decoder, fields.countOrZero({"num_sparse_decoder_layers"}, 3));
    fields.note("Experts stand in the second layer and every few from there; all count as parameters, and every "
                "position goes through one.");
    return finish(fields, model);
}

/// What PEGASUS and BART have in common.
LanguageModel sequencePair(ForeignFields& fields)
{
    LanguageModel model;
    model.title = fields.text({"model_type"}, "");
    model.vocabulary = fields.count({"vocab_size"}, 50265);
    model.hidden = fields.count({"d_model"}, 1024);
    model.stack.layers = fields.count({"encoder_layers"}, 12);
    model.stack.heads = fields.count({"encoder_attention_heads"}, 16);
    model.stack.feedForward = fields.count({"encoder_ffn_dim"}, 4096);
    model.stack.activation = activationOf(fields, {"activation_function"}, "gelu");
    model.decoder = model.stack;
    model.decoder->layers = fields.count({"decoder_layers"}, 12);
    model.decoder->heads = fields.count({"decoder_attention_heads"}, 16);
    model.decoder->feedForward = fields.count({"decoder_ffn_dim"}, 4096);
    model.decoder->isCausal = true;
    model.isTied = fields.flag({"tie_word_embeddings"}, true);
    model.sequence = sequenceOf(fields, {"max_position_embeddings"}, 1024);
    model.targetSequence = model.sequence;
    return model;
}

LanguageModel pegasus(ForeignFields& fields)
{
    LanguageModel model = sequencePair(fields);
    fields.note("Positions are sinusoids, which are no parameters, and the bias of the scores is not trained.");
    return finish(fields, model);
}

/// Norms after each part and after the embeddings; two positions more than a sequence has.
LanguageModel bart(ForeignFields& fields)
{
    LanguageModel model = sequencePair(fields);
    model.positions = model.sequence + 2;
    model.decoderPositions = model.positions;
    model.embeddingNorm = "layer";
    for (TransformerStack* stack : {&model.stack, &*model.decoder}) {
        stack->normPlace = "after";
        stack->hasLastNorm = false;
    }
    fields.note("The bias of the scores is not trained.");
    return finish(fields, model);
}

/// As BART, with norms before every part and one more at the end of a stack.
LanguageModel mbart(ForeignFields& fields)
{
    LanguageModel model = bart(fields);
    for (TransformerStack* stack : {&model.stack, &*model.decoder}) {
        stack->normPlace = "before";
        stack->hasLastNorm = true;
    }
    return model;
}

/// BART's layers; positions are sinusoids.
LanguageModel marian(ForeignFields& fields)
{
    LanguageModel model = sequencePair(fields);
    model.vocabulary = fields.usual({"vocab_size"}, 58101);
    if (!fields.flag({"share_encoder_decoder_embeddings"}, true))
        model.decoderVocabulary = fields.count({"decoder_vocab_size"}, model.vocabulary);
    for (TransformerStack* stack : {&model.stack, &*model.decoder}) {
        stack->normPlace = "after";
        stack->hasLastNorm = false;
    }
    fields.note("Positions are sinusoids, which are no parameters (" + std::to_string(2 * model.sequence) + " x "
                + std::to_string(model.hidden) + " in a checkpoint), and the bias of the scores is not trained.");
    return finish(fields, model);
}

/// A stack of Whisper's: no bias of keys.
TransformerStack hearingStack(ForeignFields& fields, std::string_view side)
{
    const std::string prefix{side};
    TransformerStack stack;
    stack.layers = fields.usual({prefix + "_layers"}, 4);
    stack.heads = fields.usual({prefix + "_attention_heads"}, 6);
    stack.feedForward = fields.usual({prefix + "_ffn_dim"}, 1536);
    stack.activation = activationOf(fields, {"activation_function"}, "gelu");
    stack.hasKeyBias = false;
    return stack;
}

/// Sounds into words: spectra through two convolutions and an encoder, then a decoder.
NetworkSpec whisper(ForeignFields& fields)
{
    const std::int64_t hidden = fields.usual({"d_model"}, 384);
    const std::int64_t places = fields.usual({"max_source_positions"}, 1500);
    const std::int64_t words = fields.usual({"vocab_size"}, 51865);
    const std::int64_t targets = fields.usual({"max_target_positions"}, 448);
    TransformerStack decoder = hearingStack(fields, "decoder");
    decoder.isCausal = true;
    NetworkSpec spec;
    spec.title = "whisper";
    spec.defaults = {{"batch", 1}, {"target_sequence", targets}};
    spec.inputs = {
        {"input_features", DataType::Float32, {std::string{"batch"}, 2 * places, fields.usual({"num_mel_bins"}, 80)}},
        tokens("decoder_input_ids", "target_sequence")};
    for (const char* stride : {"1", "2"})
        spec.blocks.push_back(
            block("sequence-conv", std::string{"encoder/conv"} + stride,
                  {{"size", std::to_string(hidden)}, {"stride", stride}, {"padding", "1"}, {"activation", "gelu"}}));
    spec.blocks.push_back(transformerBlock("encoder", hearingStack(fields, "encoder")));
    fields.note("The encoder's positions are sinusoids, which are no parameters (" + std::to_string(places) + " x "
                + std::to_string(hidden) + " in a checkpoint).");
    spec.blocks.push_back(block("decoder-embedding", "decoder-embedding",
                                {{"vocabulary", std::to_string(words)}, {"positions", std::to_string(targets)}}));
    spec.blocks.push_back(transformerBlock("decoder", decoder, true));
    if (!architectureOf(fields).ends_with("whispermodel"))
        spec.blocks.push_back(block("language-head", "head", {{"vocabulary", std::to_string(words)}}));
    return spec;
}

constexpr HuggingFaceType kPairsTypes[] = {
    {"bart", bart},       {"marian", marian},
    {"mbart", mbart},     {"mt5", mt5},
    {"pegasus", pegasus}, {"switch_transformers", switchTransformers},
    {"t5", t5},           {"whisper", nullptr, whisper},
};

} // namespace

std::span<const HuggingFaceType> huggingFacePairs()
{
    return kPairsTypes;
}

} // namespace waferscope
