#include "formats/hugging_face/hugging_face_models.h"

#include "core/base/names.h"
#include "core/families/family_parts.h"

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

/// What BERT, RoBERTa and ESM have in common.
LanguageModel encoder(ForeignFields& fields)
{
    LanguageModel model;
    model.title = fields.text({"model_type"}, "");
    model.vocabulary = fields.count({"vocab_size"});
    model.hidden = fields.count({"hidden_size"});
    model.stack.layers = fields.count({"num_hidden_layers"});
    model.stack.heads = fields.count({"num_attention_heads"});
    model.stack.feedForward = fields.count({"intermediate_size"});
    model.stack.activation = activationOf(fields, {"hidden_act"}, "gelu");
    model.stack.isCausal = fields.flag({"is_decoder"}, false);
    model.head = headOf(fields);
    const bool isQuestion = endsWith(architectureOf(fields), "forquestionanswering");
    model.classes = isQuestion ? 2 : labelsOf(fields);
    if (endsWith(architectureOf(fields), "formultiplechoice"))
        model.classes = 1;
    model.isTied = fields.flag({"tie_word_embeddings"}, true);
    noteHead(fields, model);
    return model;
}

NetworkSpec bert(ForeignFields& fields)
{
    LanguageModel model = encoder(fields);
    model.positions = fields.count({"max_position_embeddings"}, 512);
    model.types = fields.countOrZero({"type_vocab_size"}, 2);
    model.hasEmbeddingNorm = true;
    model.stack.isNormedAfter = true;
    model.stack.hasLastNorm = false;
    model.sequence = model.positions;
    return specOf(model);
}

/// As BERT; two of its positions are never used, being before the first word.
NetworkSpec roberta(ForeignFields& fields)
{
    LanguageModel model = encoder(fields);
    model.positions = fields.count({"max_position_embeddings"}, 514);
    model.types = fields.countOrZero({"type_vocab_size"}, 1);
    model.hasEmbeddingNorm = true;
    model.stack.isNormedAfter = true;
    model.stack.hasLastNorm = false;
    model.sequence = std::max<std::int64_t>(1, model.positions - 2);
    return specOf(model);
}

NetworkSpec esm(ForeignFields& fields)
{
    LanguageModel model = encoder(fields);
    const std::int64_t longest = fields.count({"max_position_embeddings"}, 1026);
    model.stack.isRotary = fields.text({"position_embedding_type"}, "absolute") == "rotary";
    model.positions = model.stack.isRotary ? 0 : longest;
    model.hasEmbeddingNorm = fields.flag({"emb_layer_norm_before"}, false);
    model.sequence = std::max<std::int64_t>(1, longest - 2);
    const std::int64_t contacts = model.stack.layers * model.stack.heads + 1; // which places touch, by attention
    fields.note("The contact head of checkpoints, " + std::to_string(contacts)
                + " numbers that are fitted to the finished network's attention, is not counted.");
    return specOf(model);
}

/// A patch of so many pixels, or the first of two numbers where they are a list.
NetworkSpec visionTransformer(ForeignFields& fields)
{
    const std::int64_t size = fields.count({"image_size"}, 224);
    const std::int64_t patch = fields.count({"patch_size"}, 16);
    const std::int64_t hidden = fields.count({"hidden_size"}, 768);
    TransformerStack stack;
    stack.layers = fields.count({"num_hidden_layers"}, 12);
    stack.heads = fields.count({"num_attention_heads"}, 12);
    stack.feedForward = fields.count({"intermediate_size"}, 3072);
    stack.activation = activationOf(fields, {"hidden_act"}, "gelu");
    stack.hasProjectionBias = fields.flag({"qkv_bias"}, true);
    NetworkSpec spec;
    spec.title = "Vision Transformer";
    spec.defaults = {{"batch", 1}};
    const Extent channels{fields.count({"num_channels"}, 3)};
    spec.inputs = {{"pixel_values", DataType::Float32, {std::string{"batch"}, channels, size, size}}};
    spec.blocks.push_back(
        block("patch-embedding", "embedding", {{"size", std::to_string(hidden)}, {"patch", std::to_string(patch)}}));
    spec.blocks.push_back(transformerBlock("encoder", stack));
    if (endsWith(architectureOf(fields), "forimageclassification")) {
        spec.blocks.push_back(block("first-position", "first", {}));
        spec.blocks.push_back(block("linear", "classes", {{"size", std::to_string(labelsOf(fields))}}));
    } else {
        fields.note("The count is of the encoder with its pooler and without a classifier.");
        spec.blocks.push_back(block("pooler", "pooler", {}));
    }
    return spec;
}

constexpr HuggingFaceType kEncodersTypes[] = {
    {"bert", bert},       {"camembert", roberta},     {"esm", esm},
    {"roberta", roberta}, {"vit", visionTransformer}, {"xlm-roberta", roberta},
};

} // namespace

std::span<const HuggingFaceType> huggingFaceEncoders()
{
    return kEncodersTypes;
}

} // namespace waferscope
