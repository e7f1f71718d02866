#include "formats/model_zoo/model_zoo_models.h"

#include "core/families/family_parts.h"

namespace waferscope {

namespace {

constexpr std::int64_t kUsualWords = 30522; // of the fine-tuning tasks

NetworkSpec classified(ModelZooFields& fields, LanguageHead head, std::int64_t classes)
{
    LanguageModel model = zooBert(fields.model, fields.data, kUsualWords);
    model.title = "BERT";
    model.head = head;
    model.classes = classes;
    model.hasClassBias = fields.model.flag({"use_cls_bias"}, true);
    return specOf(model);
}

/// One class of a text.
NetworkSpec classifier(ModelZooFields& fields)
{
    fields.model.note("The count is of the encoder, its pooler and the classifier.");
    return classified(fields, LanguageHead::PooledClasses, fields.model.count({"num_labels"}));
}

/// One class of every word.
NetworkSpec tokenClassifier(ModelZooFields& fields)
{
    fields.model.note("The count is of the encoder, without a pooler, and the classifier of every position.");
    return classified(fields, LanguageHead::PositionClasses, fields.model.count({"num_classes", "num_labels"}));
}

/// Whether a sentence is of the summary, by the position before it.
NetworkSpec summary(ModelZooFields& fields)
{
    std::string note = "The count is of the encoder, without a pooler, and the classifier of sentences; multiply-adds "
                       "are of a classifier of every position";
    if (fields.data.has({"max_cls_tokens"}))
        note += ", of which a text has at most " + std::to_string(fields.data.count({"max_cls_tokens"}));
    fields.model.note(note + ".");
    return classified(fields, LanguageHead::PositionClasses, fields.model.count({"num_labels"}, 2));
}

/// The blocks of an encoder under a name of their own.
void addEncoder(NetworkSpec& spec, const LanguageModel& model, const std::string& name, const std::string& input)
{
    NetworkSpec own = specOf(model);
    own.blocks.front().from = input;
    for (BlockSpec& block : own.blocks) {
        block.name = name + "/" + block.name;
        spec.blocks.push_back(std::move(block));
    }
    if (model.head == LanguageHead::None)
        spec.blocks.push_back(block("first-position", name + "/first", {}));
}

/// Two encoders whose results are compared, or one for both.
NetworkSpec retrieval(ModelZooFields& fields)
{
    const bool areTwo = fields.model.flag({"use_biencoder"}, true);
    const bool isPooled = fields.model.text({"pooler_type"}, "cls") == "ffn_pooler";
    const std::string question = fields.hasPart("q_encoder") ? "q_encoder" : "encoder";
    const std::string context = fields.hasPart("ctx_encoder") ? "ctx_encoder" : question;
    const auto encoder = [&](const std::string& path) {
        ForeignFields& own = fields.part(path);
        LanguageModel model = zooBert(own, fields.data, 50257);
        model.head = isPooled || own.flag({"add_pooling_layer"}, false) ? LanguageHead::Pooler : LanguageHead::None;
        return model;
    };
    const LanguageModel first = encoder(question);
    NetworkSpec spec = specOf(first);
    spec.title = "DPR";
    spec.blocks.clear();
    addEncoder(spec, first, "question", "input_ids");
    if (areTwo) {
        spec.inputs.push_back(tokens("context_ids"));
        addEncoder(spec, context == question ? first : encoder(context), "context", "context_ids");
    }
    fields.model.note(areTwo ? "The count is of both encoders; a question and one passage go through them."
                             : "One encoder reads questions and passages; a question goes through it.");
    return spec;
}

/// A decoder that learns which of two answers is preferred.
NetworkSpec preference(ModelZooFields& fields)
{
    const bool isNested = fields.hasPart("policy_model");
    ForeignFields& own = isNested ? fields.part("policy_model") : fields.model;
    const std::string name = own.text({isNested ? "name" : "model_name"}, "");
    const LanguageModel model = zooDecoder(own, fields.data, name);
    const bool isAlone = fields.hasPart("dpo") && fields.part("dpo").flag({"reference_free"}, false);
    fields.model.note(std::string{"The count is of the trained model. "}
                      + (isAlone ? "" : "The reference, which is as large and not trained, is not counted. ")
                      + "A sample of training is two answers, the chosen and the rejected one.");
    return specOf(model);
}

constexpr ModelZooFamily kTasksFamilies[] = {
    {"bert/classifier", "", classifier},
    {"bert/extractive_summarization", "", summary},
    {"bert/token_classifier", "", tokenClassifier},
    {"dpo", "", preference},
    {"dpr", "", retrieval},
};

} // namespace

std::span<const ModelZooFamily> modelZooTasks()
{
    return kTasksFamilies;
}

} // namespace waferscope
