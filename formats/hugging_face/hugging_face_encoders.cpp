#include "formats/hugging_face/hugging_face_models.h"

#include "core/base/names.h"

#include <algorithm>

namespace waferscope {

namespace {

bool endsWith(const std::string& text, std::string_view end)
{
    return text.ends_with(end);
}

/// The head of BERT and its like, by the name of the architecture.
LanguageHead headOf(ForeignFields& fields)
{
    const std::string name = architectureOf(fields);
    if (endsWith(name, "forpretraining"))
        return LanguageHead::Pretraining;
    if (endsWith(name, "formaskedlm") || endsWith(name, "forcausallm") || endsWith(name, "lmheadmodel"))
        return LanguageHead::MaskedWords;
    if (endsWith(name, "forsequenceclassification") || endsWith(name, "formultiplechoice"))
        return LanguageHead::PooledClasses;
    if (endsWith(name, "fortokenclassification") || endsWith(name, "forquestionanswering"))
        return LanguageHead::PositionClasses;
    if (name.empty())
        fields.note("The file names no architecture, so the network is the encoder with its pooler.");
    else if (!endsWith(name, "model"))
        fields.note("The head of " + printable(name) + " is not known, so the network is the encoder with its pooler.");
    return LanguageHead::Pooler;
}

void noteHead(ForeignFields& fields, const LanguageModel& model)
{
    if (model.head == LanguageHead::Pooler)
        fields.note("The count is of the encoder with its pooler and without a head for words.");
    if (model.head == LanguageHead::MaskedWords || model.head == LanguageHead::Pretraining)
        fields.note(model.isTied
                        ? "The head for words shares the embedding's table; its transform, norm and bias are its own."
                        : "The head for words has a table of its own, beside its transform, norm and bias.");
}

/// The encoder alone, for families that have no pooler.
void withoutPooler(ForeignFields& fields, LanguageModel& model)
{
    if (model.head != LanguageHead::Pooler)
        return;
    model.head = LanguageHead::None;
    fields.note("This family has no pooler; the count is of the encoder alone.");
}

/// What encoders have in common.
LanguageModel encoder(ForeignFields& fields, const UsualSizes& usual)
{
    LanguageModel model;
    model.title = fields.text({"model_type"}, "");
    model.vocabulary = fields.usual({"vocab_size"}, usual.vocabulary);
    model.hidden = fields.usual({"hidden_size", "dim"}, usual.hidden);
    model.stack.layers = fields.usual({"num_hidden_layers", "n_layers"}, usual.layers);
    model.stack.heads = fields.usual({"num_attention_heads", "n_heads"}, usual.heads);
    model.stack.feedForward = fields.usual({"intermediate_size", "hidden_dim"}, usual.feedForward);
    model.stack.activation = activationOf(fields, {"hidden_act"}, "gelu");
    model.stack.isCausal = fields.flag({"is_decoder"}, false);
    model.head = headOf(fields);
    const std::string name = architectureOf(fields);
    model.classes = endsWith(name, "forquestionanswering") ? 2
        : endsWith(name, "formultiplechoice")              ? 1
                                                           : labelsOf(fields);
    model.isTied = fields.flag({"tie_word_embeddings"}, true);
    noteHead(fields, model);
    return model;
}

/// BERT: tables of places and segments, norms after every part.
LanguageModel bertModel(ForeignFields& fields, const UsualSizes& usual)
{
    LanguageModel model = encoder(fields, usual);
    model.positions = fields.count({"max_position_embeddings"}, usual.positions);
    model.types = fields.countOrZero({"type_vocab_size"}, 2);
    model.embeddingNorm = "layer";
    model.stack.normPlace = "after";
    model.stack.hasLastNorm = false;
    model.sequence = model.positions;
    return model;
}

constexpr UsualSizes kBertSizes{30522, 768, 3072, 12, 12, 0, 0, 512};

LanguageModel bert(ForeignFields& fields)
{
    return bertModel(fields, kBertSizes);
}

/// As BERT; two of its positions are never used, being before the first word.
LanguageModel roberta(ForeignFields& fields)
{
    LanguageModel model = bertModel(fields, {50265, 768, 3072, 12, 12, 0, 0, 512});
    model.sequence = std::max<std::int64_t>(1, model.positions - 2);
    return model;
}

LanguageModel esm(ForeignFields& fields)
{
    LanguageModel model = encoder(fields, {33, 768, 3072, 12, 12, 0, 0, 1026});
    const std::int64_t longest = fields.count({"max_position_embeddings"}, 1026);
    model.stack.isRotary = fields.text({"position_embedding_type"}, "absolute") == "rotary";
    model.positions = model.stack.isRotary ? 0 : longest;
    model.embeddingNorm = fields.flag({"emb_layer_norm_before"}, false) ? "layer" : "none";
    model.sequence = std::max<std::int64_t>(1, longest - 2);
    const std::int64_t contacts = model.stack.layers * model.stack.heads + 1; // which places touch, by attention
    fields.note("The contact head of checkpoints, " + std::to_string(contacts)
                + " numbers that are fitted to the finished network's attention, is not counted.");
    return model;
}

/// Three layers of window, one that sees all, rotary positions, and no bias but of the scores.
LanguageModel modernBert(ForeignFields& fields)
{
    LanguageModel model = encoder(fields, {50368, 768, 1152, 22, 12, 0, 0, 8192});
    TransformerStack& stack = model.stack;
    const std::int64_t every = fields.count({"global_attn_every_n_layers"}, 3);
    const std::int64_t near = fields.count({"local_attention"}, 128) / 2; // on either side
    stack.activation = activationOf(fields, {"hidden_activation"}, "gelu");
    stack.isGated = stack.isRotary = true;
    stack.norm = fields.flag({"norm_bias"}, false) ? "layer" : "unbiased";
    stack.hasFirstNorm = false;
    stack.hasProjectionBias = stack.hasOutputBias = fields.flag({"attention_bias"}, false);
    stack.hasFeedForwardBias = fields.flag({"mlp_bias"}, false);
    stack.window = 2 * near + 1;
    setFullLayers(fields, stack, [every](std::int64_t layer) { return layer % every == 0; });
    model.embeddingNorm = model.headNorm = stack.norm;
    model.hasTransformBias = fields.flag({"classifier_bias"}, false);
    model.sequence = sequenceOf(fields, {"max_position_embeddings"}, 8192);
    withoutPooler(fields, model);
    return model;
}

/// As BERT, under names of its own, without kinds of segments and without a pooler.
LanguageModel distilBert(ForeignFields& fields)
{
    LanguageModel model = encoder(fields, {30522, 768, 3072, 6, 12, 0, 0, 512});
    const std::int64_t longest = fields.count({"max_position_embeddings"}, 512);
    if (fields.flag({"sinusoidal_pos_embds"}, false))
        fields.note("Positions are sinusoids, which are no parameters.");
    else
        model.positions = longest;
    model.embeddingNorm = "layer";
    model.stack.activation = activationOf(fields, {"activation"}, "gelu");
    model.stack.normPlace = "after";
    model.stack.hasLastNorm = false;
    model.sequence = longest;
    withoutPooler(fields, model);
    return model;
}

/// BERT's layers behind tables that may be narrower.
LanguageModel narrowBert(ForeignFields& fields, const UsualSizes& usual, std::int64_t usualTable)
{
    LanguageModel model = bertModel(fields, usual);
    const std::int64_t table = fields.count({"embedding_size"}, usualTable);
    model.embeddingSize = table == model.hidden ? 0 : table;
    return model;
}

/// All layers share the numbers of one.
LanguageModel albert(ForeignFields& fields)
{
    LanguageModel model = narrowBert(fields, {30000, 4096, 16384, 12, 64, 0, 0, 512}, 128);
    model.embeddingSize =
        fields.count({"embedding_size"}, 128); // brought to the layers' size even where it is the same
    model.stack.isShared = true;
    if (fields.count({"num_hidden_groups"}, 1) > 1 || fields.count({"inner_group_num"}, 1) > 1)
        fields.warn("The file asks for several groups of layers; one that all share is counted.");
    return model;
}

/// Tells at every position whether a word was replaced.
LanguageModel electra(ForeignFields& fields)
{
    LanguageModel model = narrowBert(fields, {30522, 256, 1024, 12, 4, 0, 0, 512}, 128);
    withoutPooler(fields, model);
    if (architectureOf(fields).ends_with("forpretraining")) {
        model.head = LanguageHead::TransformedClasses;
        model.classes = 1;
    }
    return model;
}

/// Queries and keys meet trained distances, besides each other.
LanguageModel debertaV2(ForeignFields& fields)
{
    LanguageModel model = bertModel(fields, {128100, 1536, 6144, 24, 24, 0, 0, 512});
    if (!fields.flag({"position_biased_input"}, true))
        model.positions = 0;
    model.types = fields.countOrZero({"type_vocab_size"}, 0);
    if (const std::int64_t table = fields.count({"embedding_size"}, model.hidden); table != model.hidden) {
        model.embeddingSize = table;
        model.hasEmbeddingBias = false;
    }
    if (fields.flag({"relative_attention"}, false)) {
        const bool hasBuckets =
            fields.has({"position_buckets"}) && !fields.text({"position_buckets"}, "").starts_with("-");
        const bool hasMost =
            fields.has({"max_relative_positions"}) && !fields.text({"max_relative_positions"}, "").starts_with("-");
        const std::int64_t most = hasMost ? fields.count({"max_relative_positions"}) : model.sequence;
        model.stack.distances = hasBuckets ? fields.count({"position_buckets"}) : most;
        if (!fields.flag({"share_att_key"}, false))
            fields.warn("Distances of this file have projections of their own, which are not counted.");
    }
    if (fields.countOrZero({"conv_kernel_size"}, 0) > 0)
        fields.warn("The convolution beside the first layer is not counted: " + std::to_string(model.hidden) + " x "
                    + std::to_string(model.hidden) + " x " + fields.text({"conv_kernel_size"}, "") + " numbers and "
                    + std::to_string(3 * model.hidden) + " of bias and norm.");
    withoutPooler(fields, model);
    return model;
}

/// A window around every position; the first sees all, through projections of its own.
LanguageModel longformer(ForeignFields& fields)
{
    LanguageModel model = bertModel(fields, {30522, 768, 3072, 12, 12, 0, 0, 512});
    const std::vector<std::int64_t> windows = fields.numbers({"attention_window"});
    const std::int64_t widest = windows.empty() ? 512 : *std::max_element(windows.begin(), windows.end());
    model.stack.window = widest / 2 * 2 + 1;
    model.stack.hasGlobalPosition = true;
    model.sequence = std::max<std::int64_t>(1, model.positions - 2);
    return model;
}

constexpr HuggingFaceType kEncodersTypes[] = {
    {"albert", albert},
    {"bert", bert},
    {"camembert", roberta},
    {"deberta-v2", debertaV2},
    {"distilbert", distilBert},
    {"electra", electra},
    {"esm", esm},
    {"longformer", longformer},
    {"modernbert", modernBert},
    {"roberta", roberta},
    {"xlm-roberta", roberta},
};

} // namespace

std::span<const HuggingFaceType> huggingFaceEncoders()
{
    return kEncodersTypes;
}

} // namespace waferscope
