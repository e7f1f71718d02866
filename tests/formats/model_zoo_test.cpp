#include "formats/model_zoo/model_zoo.h"
#include "tests/test_class.h"

#include "core/network/network.h"

#include <QTest>

namespace waferscope {

/// Both styles of the Model Zoo's parameter files, on texts of our own.
class ModelZooTest : public QObject {
    Q_OBJECT

private slots:
    void countsAreTheFamilies_data();
    void countsAreTheFamilies();
    void countsArePublished_data();
    void countsArePublished();
    void whatIsNotFollowedIsSaid_data();
    void whatIsNotFollowedIsSaid();
    void manyAliasesEnd();
    void bothStylesAreOneNetwork();
    void takesOverTheTraining_data();
    void takesOverTheTraining();
    void notesWhatItFillsIn();
    void recognisesByContent();
    void troubleIsOneSentence_data();
    void troubleIsOneSentence();
};

namespace {

/// The older style, of "key: value" pairs joined by commas.
std::string older(const QString& model, const QString& data = "batch_size: 4")
{
    return ("train_input: {" + data + "}\nmodel: {" + model + "}\n").toStdString();
}

Result<Network> networkOf(const std::string& text)
{
    WAFERSCOPE_TRY(NetworkSource source, readModelZoo(text, "params.yaml"));
    return Network::create(std::make_shared<const NetworkSource>(std::move(source)));
}

const char* const kSmallGpt = "hidden_size: 8, num_hidden_layers: 2, num_heads: 2, filter_size: 16, vocab_size: 10, "
                              "max_position_embeddings: 6";

/// Two layers of kSmallGpt with biases, and the norm behind them.
constexpr qint64 kSmallLayers = 2 * (4 * (64 + 8) + 2 * 128 + 16 + 8 + 4 * 8) + 16;

/// Networks that make text, and those that read it.
void addTextModels(const QString& gpt)
{
    QTest::newRow("gpt2") << gpt << qint64{16 * 8} + kSmallLayers;
    QTest::newRow("gpt3 by name") << "name: gpt3, " + gpt << qint64{16 * 8} + kSmallLayers;
    QTest::newRow("gpt2, untied with bias") << gpt + ", share_embedding_weights: False, use_bias_in_output: True"
                                            << qint64{16 * 8 + 80 + 10} + kSmallLayers;
    QTest::newRow("gpt2, fixed positions") << gpt + ", position_embedding_type: fixed" << qint64{80} + kSmallLayers;
    QTest::newRow("gpt2, one key group") << gpt
            + ", attention_module: multiquery_attention, extra_attention_params: {num_kv_groups: 1}"
                                         << qint64{16 * 8} + kSmallLayers - 2 * 2 * (32 + 4);
    QTest::newRow("experts") << "name: mixtral, moe: {num_experts: 4, top_k: 2}, " + gpt
                             << qint64{16 * 8} + kSmallLayers + 2 * (3 * (256 + 16 + 8) + 4 * 8);
    QTest::newRow("gptj") << gpt + ", position_embedding_type: rotary" << qint64{80} + kSmallLayers - 2 * (4 * 8 + 16);
    QTest::newRow("llama") << "name: llama, norm_type: rmsnorm, nonlinearity: swiglu, position_embedding_type: rotary, "
                              "use_projection_bias_in_attention: no, use_ffn_bias_in_attention: no, use_ffn_bias: no, "
                              "share_embedding_weights: no, "
            + gpt << qint64{2 * 80 + 2 * (4 * 64 + 3 * 128 + 16) + 8};
    // Two segments, a norm on the embeddings, the pooler and two classes, the transform and the words' bias.
    QTest::newRow("bert") << gpt + ", encoder_nonlinearity: gelu"
                          << qint64{16 * 8 + 16 + 16} + kSmallLayers - 16 + (72 + 18) + (72 + 16 + 10);
    QTest::newRow("bert, untied") << gpt + ", encoder_nonlinearity: gelu, share_embedding_weights: False"
                                  << qint64{16 * 8 + 16 + 16} + kSmallLayers - 16 + (72 + 18) + (72 + 16 + 80 + 10);
    QTest::newRow("roberta") << gpt + ", disable_nsp: True" << qint64{16 * 8 + 16} + kSmallLayers - 16 + (72 + 16 + 10);
    QTest::newRow("esm2") << "name: esm2, use_final_layer_norm: true, " + gpt
                          << qint64{80} + kSmallLayers + (72 + 16 + 10);
}

/// Readers with heads of other kinds, and several encoders or policies of one.
void addPairedModels(const QString& gpt)
{
    const QString pair =
        "src_vocab_size: 10, d_model: 8, d_kv: 3, num_heads: 2, d_ff: 16, encoder_num_hidden_layers: 2";
    constexpr qint64 kPart = 4 * 8 * 6; // queries, keys, values and output, from and to 6 features
    QTest::newRow("t5") << pair + ", extra_ids: 2, position_embedding_type: relative"
                        << qint64{12 * 8 + 2 * 64} + 2 * (3 * kPart + 2 * 256 + 5 * 8) + 2 * 8;
    QTest::newRow("translation") << pair
            + ", name: transformer, norm_type: layernorm, use_ffn_bias: true, "
              "use_pre_encoder_decoder_layer_norm: false, position_embedding_type: fixed"
                                 << qint64{80} + 2 * (3 * kPart + 2 * (256 + 24) + 5 * 16) + 2 * 16;
    QTest::newRow("unet") << "encoder_filters: [4, 8], decoder_filters: [4], loss: bce"
                          << qint64{9 * (4 + 16) + 16 + 9 * (32 + 64) + 32 + 4 * 32 + 9 * (32 + 16) + 16 + 4};
    QTest::newRow("bert, classes") << gpt + ", name: bert/classifier, num_labels: 3"
                                   << qint64{16 * 8 + 16 + 16} + kSmallLayers - 16 + 72 + 27;
    QTest::newRow("bert, classes by key") << gpt + ", encoder_nonlinearity: gelu, task_dropout: 0.1, num_labels: 3"
                                          << qint64{16 * 8 + 16 + 16} + kSmallLayers - 16 + 72 + 27;
    QTest::newRow("bert, words' classes")
        << gpt + ", encoder_nonlinearity: gelu, include_padding_in_loss: True, num_classes: 5"
        << qint64{16 * 8 + 16 + 16} + kSmallLayers - 16 + 45;
    QTest::newRow("bert, summary without bias") << gpt + ", name: bert/extractive_summarization, use_cls_bias: False"
                                                << qint64{16 * 8 + 16 + 16} + kSmallLayers - 16 + 16;
    const QString encoder = QString{"{%1}"}.arg(gpt);
    constexpr qint64 kEncoder = 16 * 8 + 16 + 16 + kSmallLayers - 16;
    QTest::newRow("dpr") << "name: dpr, q_encoder: &a " + encoder + ", ctx_encoder: {<<: *a, num_hidden_layers: 1}"
                         << 2 * kEncoder - (kSmallLayers - 16) / 2;
    QTest::newRow("dpr, one encoder with a pooler")
        << "name: dpr, use_biencoder: False, pooler_type: ffn_pooler, encoder: " + encoder << kEncoder + 72;
    QTest::newRow("dpo") << "name: dpo, dpo: {beta: 0.1}, policy_model: {name: gpt2, " + gpt + "}"
                         << qint64{16 * 8} + kSmallLayers;
    QTest::newRow("dpo, older") << "model_name: gptj, dpo: {beta: 0.1}, position_embedding_type: rotary, " + gpt
                                << qint64{80} + kSmallLayers - 2 * (4 * 8 + 16);
    QTest::newRow("norms around, heads' norms") << gpt
            + ", name: gemma2, norm_first_sandwich: True, attention_qk_norm_layer: layernorm, "
              "attention_sliding_window_length: 2, sliding_window_every_other_decoder_layer: True, "
              "attention_logit_softcapping: 50.0, final_logit_softcapping: 30.0"
                                                << qint64{16 * 8} + kSmallLayers + 2 * (2 * 16 + 2 * 8);
    const QString tower = "hidden_size: 8, num_hidden_layers: 2, num_heads: 2, filter_size: 16, image_size: [8, 8], "
                          "patch_size: [4, 4], num_channels: 3";
    constexpr qint64 kTower = 48 * 8 + 8 + 5 * 8 + 8 + kSmallLayers;
    QTest::newRow("vit") << "name: vision_transformer, num_classes: 3, " + tower << kTower + 27;
    QTest::newRow("vit, fixed positions, pooled") << "position_embedding_type: fixed, use_encoder_pooler_layer: True, "
                                                     "use_bias_in_output: False, num_classes: 3, "
            + tower << kTower - 40 + 72 + 24;
    QTest::newRow("vit, class and mean") << "use_dinov2_classifier: True, num_classes: 3, layerscale_value: 0.1, "
            + tower << kTower + 2 * 16 + 16 * 3 + 3;
    const QString head = "{name: DinoHead, input_size: 8, hidden_size: 6, bottleneck_size: 4, output_size: 20}";
    QTest::newRow("dino") << "name: dino, image_model_trunks: [{image_model: &t {use_masked_patches: True, " + tower
            + "}, stop_grad: True}, {image_model: *t}], heads: [{head_model: &h " + head
            + ", stop_grad: True}, {head_model: *h, forward_args: [['trunks.output(1,0,1)']]}, {head_model: *h, "
              "forward_args: [['trunks.output(1,0,0)']]}]"
                          << kTower + 8 + 2 * (54 + 42 + 28 + 80 + 20);
    QTest::newRow("llava") << "image_model: {use_post_embed_layer_norm: True, " + tower
            + "}, text_model: {name: GPT2LMHeadModel, " + gpt
            + "}, projector: {image_model: {layers_units: [9, 8], layers_activation: [gelu, null], use_bias: True}}, "
              "image_feature_select_layer_idx: -2"
                           << kTower + 16 + qint64{16 * 8} + kSmallLayers + 81 + 80;
    QTest::newRow("digits") << "depth: 2, hidden_size: 50" << qint64{785 * 50 + 51 * 50 + 51 * 10};
    QTest::newRow("dit") << "name: dit, hidden_size: 1152, num_hidden_layers: 28, num_heads: 16, filter_size: 4608, "
                            "patch_size: [2, 2], vae: {latent_size: [32, 32], latent_channels: 4}"
                         << qint64{675129632 - 256 * 1152}; // the published count but for the fixed positions
}

} // namespace

void ModelZooTest::countsAreTheFamilies_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("parameters");
    addTextModels(QString{kSmallGpt});
    addPairedModels(QString{kSmallGpt});
}

void ModelZooTest::countsAreTheFamilies()
{
    QFETCH(QString, model);
    QFETCH(qint64, parameters);
    const Result<Network> network = networkOf(older(model + ", a_key_of_tomorrow: {a: [1, 2]}"));
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(qint64{network.value().parameters()}, parameters);
    QVERIFY(network.value().macs() > 0);
}

/// The Model Zoo's own configurations, by the sizes in them. Counts are those of the models that they are: BERT base
/// (109,482,240 with its pooler, 108,891,648 without), ViT-B/16 (Dosovitskiy et al., 2021), Gemma 2 9B, Mistral 7B
/// under Zephyr, and LLaVA 1.5 7B less the 64 words that its second edition adds.
void ModelZooTest::countsArePublished_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<qint64>("parameters");
    const QString bert =
        "vocab_size: 30522, hidden_size: 768, num_hidden_layers: 12, num_heads: 12, filter_size: 3072, "
        "encoder_nonlinearity: gelu, pooler_nonlinearity: tanh, max_position_embeddings: 512";
    const QString plain =
        "use_projection_bias_in_attention: false, use_ffn_bias_in_attention: false, use_ffn_bias: false, "
        "position_embedding_type: rotary, norm_type: rmsnorm";
    QTest::newRow("BERT base, MNLI") << "name: bert/classifier, num_labels: 3, " + bert << qint64{109'484'547};
    QTest::newRow("BERT base, BC5CDR") << "name: bert/token_classifier, num_classes: 7, " + bert << qint64{108'897'031};
    QTest::newRow("DPR") << "name: dpr, q_encoder: &b {" + bert + "}, ctx_encoder: {<<: *b}" << qint64{217'783'296};
    QTest::newRow("ViT-B/16")
        << "name: vision_transformer, num_classes: 1000, hidden_size: 768, num_hidden_layers: 12, "
           "num_heads: 12, filter_size: 3072, image_size: [224, 224], patch_size: [16, 16]"
        << qint64{86'567'656};
    QTest::newRow("Gemma 2 9B")
        << "name: gemma2, attention_inner_dim: 4096, attention_module: multiquery_attention, extra_attention_params: "
           "{num_kv_groups: 8}, filter_size: 14336, hidden_size: 3584, max_position_embeddings: 8192, nonlinearity: "
           "geglu, norm_first_sandwich: true, num_heads: 16, num_hidden_layers: 42, vocab_size: 256000, "
            + plain
        << qint64{9'241'705'984};
    QTest::newRow("Zephyr 7B")
        << "name: dpo, policy_model: {name: mistral, vocab_size: 32000, hidden_size: 4096, share_embedding_weights: "
           "false, max_position_embeddings: 32768, num_hidden_layers: 32, num_heads: 32, attention_module: "
           "multiquery_attention, extra_attention_params: {num_kv_groups: 8}, filter_size: 14336, nonlinearity: "
           "swiglu, "
            + plain + "}"
        << qint64{7'241'732'096};
    QTest::newRow("LLaVA 1.5 7B")
        << "image_model: {hidden_size: 1024, use_post_embed_layer_norm: true, use_embed_proj_bias: false, "
           "num_hidden_layers: 24, num_heads: 16, filter_size: 4096, image_size: [336, 336], patch_size: [14, 14]}, "
           "text_model: {name: LlamaModel, vocab_size: 32000, hidden_size: 4096, share_embedding_weights: false, "
           "max_position_embeddings: 2048, num_hidden_layers: 32, num_heads: 32, filter_size: 11008, nonlinearity: "
           "swiglu, "
            + plain
            + "}, projector: {image_model: {layers_units: [4096, 4096], layers_activation: [gelu, null], use_bias: "
              "true}}, image_feature_select_layer_idx: -2"
        << qint64{7'062'902'784};
}

void ModelZooTest::countsArePublished()
{
    QFETCH(QString, model);
    QFETCH(qint64, parameters);
    const Result<Network> network = networkOf(older(model));
    QVERIFY2(network.ok(), network.ok() ? "" : network.error().message.c_str());
    QCOMPARE(qint64{network.value().parameters()}, parameters);
}

void ModelZooTest::whatIsNotFollowedIsSaid_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("said"); // empty: nothing
    const auto row = [](const char* name, const QString& text, const char* said) {
        QTest::newRow(name) << text.arg(kSmallGpt) << QString{said};
    };
    row("nothing",
        "model: {dropout_rate: 0.1, layer_norm_epsilon: 1.0e-5, alibi_trainable_slopes: False, %1}\noptimizer:", "");
    row("micro-batch", "train_input: {micro_batch_size: 20}\nmodel: {%1}", "micro_batch_size 20");
    row("micro-batch, free", "train_input: {micro_batch_size: auto}\nmodel: {%1}", "");
    row("micro-batch, none", "train_input: {micro_batch_size: null}\nmodel: {%1}", "");
    row("micro-batch, explored", "train_input: {micro_batch_size: {explore: {min: 1}}}\nmodel: {%1}",
        "micro_batch_size");
    row("micro-batch, newer",
        "trainer: {init: {model: {%1}, callbacks: [{ComputeNorm: {}}, {ScopedTrainFlags: "
        "{csx.performance.micro_batch_size: 20}}]}}",
        "micro_batch_size 20");
    row("systems", "runconfig: {num_csx: 4}\nmodel: {%1}", "num_csx 4");
    row("several",
        "trainer: {init: {model: {%1, attention_chunk_size: 64, lora_params: {r: 4}}, sparsity: {sparsity: 0.9}, "
        "backend: {cluster_config: {num_csx: 2}}}}",
        "num_csx 2, sparsity, attention_chunk_size, lora_params");
}

void ModelZooTest::whatIsNotFollowedIsSaid()
{
    QFETCH(QString, text);
    QFETCH(QString, said);
    const Result<NetworkSource> source = readModelZoo(text.toStdString(), "params.yaml");
    QVERIFY2(source.ok(), source.ok() ? "" : source.error().message.c_str());
    const std::string words = "The file also sets what is not followed: ";
    std::string found;
    for (const ImportIssue& issue : source.value().issues)
        if (issue.message.starts_with(words))
            found += issue.message.substr(words.size());
    QCOMPARE(QString::fromStdString(found), said.isEmpty() ? said : said + ".");
}

/// Mappings that name each other twice at every level are looked into only so far.
void ModelZooTest::manyAliasesEnd()
{
    std::string text = "a0: &a0 {x: 1}\n";
    for (int level = 1; level < 40; ++level) {
        const std::string before = std::to_string(level - 1);
        const std::string own = std::to_string(level);
        text.append("a").append(own).append(": &a").append(own).append(" {l: *a").append(before);
        text.append(", r: *a").append(before).append("}\n");
    }
    const Result<NetworkSource> source =
        readModelZoo(text + "model: {name: gpt2, deep: *a39, " + kSmallGpt + "}\n", "params.yaml");
    QVERIFY(source.ok());
}

void ModelZooTest::bothStylesAreOneNetwork()
{
    const std::string newer = "trainer:\n  init:\n    model: {name: gpt2, " + std::string{kSmallGpt} + "}\n";
    const Result<Network> one = networkOf(older(kSmallGpt));
    const Result<Network> other = networkOf(newer);
    const Result<Network> listed =
        networkOf("trainer:\n- trainer:\n    init:\n      model: {" + std::string{kSmallGpt} + "}\n");
    QVERIFY(one.ok() && other.ok() && listed.ok());
    QCOMPARE(one.value().parameters(), other.value().parameters());
    QCOMPARE(one.value().macs(), other.value().macs());
    QCOMPARE(one.value().macs(), listed.value().macs());
}

void ModelZooTest::takesOverTheTraining_data()
{
    QTest::addColumn<QString>("rest");
    QTest::addColumn<int>("batch"); // 0: absent
    QTest::addColumn<int>("optimizer"); // -1: absent
    QTest::addColumn<int>("precision");
    const auto row = [](const char* name, const char* rest, int batch, int optimizer, int precision) {
        QTest::newRow(name) << QString{rest} << batch << optimizer << precision;
    };
    const int adam = static_cast<int>(Optimizer::Adam);
    row("older", "train_input: {batch_size: 32}\noptimizer: {optimizer_type: AdamW}\nmodel: {mixed_precision: True, ",
        32, adam, static_cast<int>(Precision::Fp16));
    row("older, momentum", "optimizer: {optimizer_type: SGD, momentum: 0.9}\nmodel: {mixed_precision: False, ", 0,
        static_cast<int>(Optimizer::Momentum), static_cast<int>(Precision::Fp32));
    row("older, no momentum", "optimizer: {optimizer_type: sgd, momentum: 0.0}\nmodel: {", 0,
        static_cast<int>(Optimizer::Sgd), -1);
    row("newer",
        "trainer:\n  fit: {train_dataloader: {batch_size: 528}}\n  init:\n    optimizer: {AdamW: {eps: 1.0e-8}}\n"
        "    precision: {enabled: true, fp16_type: cbfloat16}\n    model: {",
        528, adam, static_cast<int>(Precision::Fp16));
    row("newer, another optimizer", "trainer:\n  init:\n    optimizer: {AdaFactor: {}}\n    model: {", 0, -1, -1);
    row("merged", "base: &base {batch_size: 7}\ntrain_input: {<<: *base}\nmodel: {", 7, -1, -1);
}

void ModelZooTest::takesOverTheTraining()
{
    QFETCH(QString, rest);
    QFETCH(int, batch);
    QFETCH(int, optimizer);
    QFETCH(int, precision);
    const Result<NetworkSource> source = readModelZoo(rest.toStdString() + kSmallGpt + "}\n", "params.yaml");
    QVERIFY2(source.ok(), source.ok() ? "" : source.error().message.c_str());
    const TrainingSettings& training = source.value().training;
    QCOMPARE(static_cast<int>(training.batch.value_or(0)), batch);
    QCOMPARE(training.optimizer ? static_cast<int>(*training.optimizer) : -1, optimizer);
    QCOMPARE(training.precision ? static_cast<int>(*training.precision) : -1, precision);
    QCOMPARE(source.value().defaults.at("sequence"), std::int64_t{6});
    QCOMPARE(source.value().defaults.at("batch"), std::int64_t{1});
}

void ModelZooTest::notesWhatItFillsIn()
{
    const Result<NetworkSource> source =
        readModelZoo(older("name: gpt2, hidden_size: 768, num_hidden_layers: 1"), "params.yaml");
    QVERIFY(source.ok());
    const auto says = [&](const char* words) {
        return std::any_of(source.value().issues.begin(), source.value().issues.end(), [&](const ImportIssue& issue) {
            return issue.severity == IssueSeverity::Note && issue.message.find(words) != std::string::npos;
        });
    };
    QVERIFY(says("vocab_size; 50257 is taken"));
    QVERIFY(says("tied to the embedding"));
    QVERIFY(!says("hidden_size"));
}

void ModelZooTest::recognisesByContent()
{
    const auto isZoo = [](std::string_view text) { return looksLikeModelZoo(rootKeys(text)); };
    QVERIFY(isZoo("# a comment\ntrainer:\n  init:\n"));
    QVERIFY(isZoo("train_input:\n  batch_size: 1\nmodel:\n  depth: 1\n"));
    QVERIFY(isZoo("model:\n  depth: 1\n"));
    QVERIFY(!isZoo("model: a/path.onnx\n"));
    QVERIFY(!isZoo("{\"version\": \"1.0\", \"model\": {\"type\": \"BPE\", \"vocab\": {\"depth\": 1}}}")); // a tokenizer
    QVERIFY(!isZoo("other:\n  trainer:\n    init:\n"));
    QVERIFY(!isZoo(""));
}

void ModelZooTest::troubleIsOneSentence_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("message");
    const auto row = [](const char* name, const QString& text, const char* message) {
        QTest::newRow(name) << text << QString{message};
    };
    const auto sized = [](const QString& line) {
        return "train_input:\n  batch_size: 4\nmodel:\n  num_hidden_layers: 1\n  num_heads: 2\n  " + line + "\n";
    };
    row("not YAML", "trainer: [", "params.yaml:");
    row("no model", "trainer:\n  fit: 3\n", "expected keys and values under model");
    row("model of another kind", "trainer: {init: {model: [1]}}", "expected keys and values under model");
    row("unknown name", "trainer: {init: {model: {name: mamba, state_size: 4}}}",
        "'mamba' is no known family; keys found: name, state_size");
    row("no family", "model: {warp: 9}\ntrain_input: {a: 1}",
        "these are the keys of no known family; keys found: warp");
    row("negative", sized("hidden_size: -8"), "params.yaml:6: hidden_size: expected a whole number from 1 to 2^31");
    row("not a number", sized("hidden_size: .nan"), "params.yaml:6: hidden_size: expected");
    row("a list", sized("hidden_size: {a: 1}"), "not a list or keys and values");
    row("huge", sized("hidden_size: 9999999999999"), "not '9999999999999'");
    row("batch", "train_input: {batch_size: none at all}\nmodel: {" + QString{kSmallGpt} + "}",
        "params.yaml:1: batch_size: expected a whole number");
    row("flag", "optimizer:\nmodel: {use_ffn_bias: perhaps, " + QString{kSmallGpt} + "}", "expected true or false");
    row("heads", "optimizer:\nmodel: {hidden_size: 7, num_hidden_layers: 1, num_heads: 2}", "must divide the 7");
    row("no tower", "model: {text_model: {name: llama}}\ntrain_input: {a: 1}", "these are the keys of no known family");
    row("no words", "model: {name: llava, image_model: {hidden_size: 8}}\noptimizer:", "text_model is missing");
    row("layer",
        QString{"model: {image_model: {%1, image_size: [8, 8], patch_size: 4}, text_model: {%1}, projector: "
                "{image_model: {layers_units: [8]}}, image_feature_select_layer_idx: 7}\noptimizer:"}
            .arg(kSmallGpt),
        "image_feature_select_layer_idx: expected a layer of the 2");
    row("filters", "optimizer:\nmodel: {encoder_filters: [4, -8], decoder_filters: [4]}", "encoder_filters: expected");
}

void ModelZooTest::troubleIsOneSentence()
{
    QFETCH(QString, text);
    QFETCH(QString, message);
    const Result<NetworkSource> source = readModelZoo(text.toStdString(), "params.yaml");
    QVERIFY(!source.ok());
    QVERIFY(source.error().code == ErrorCode::InvalidInput);
    QVERIFY2(QString::fromStdString(source.error().message).contains(message), source.error().message.c_str());
}

} // namespace waferscope

WAFERSCOPE_TEST(waferscope::ModelZooTest)
#include "model_zoo_test.moc"
