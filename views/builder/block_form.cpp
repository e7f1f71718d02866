#include "views/builder/block_form.h"

#include "core/blocks/block_scope.h"
#include "core/blocks/spec_edits.h"
#include "views/base/number_text.h"
#include "views/base/theme.h"
#include "views/builder/block_catalogue.h"
#include "views/builder/block_words.h"
#include "views/builder/setting_field.h"
#include "views/drawing/base/shown_text.h"

#include <QComboBox>
#include <QEvent>
#include <QFormLayout>
#include <QLabel>
#include <QSet>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

namespace waferscope {

namespace {

constexpr std::size_t kMostNames = 400; ///< of earlier blocks to choose from; a farther one can be read by a file

/// What is wrong with one setting, whatever the others say.
QString settingTrouble(const BlockSpec& block, const BlockSettingType& setting)
{
    const auto given = block.settings.find(std::string{setting.name});
    if (given == block.settings.end())
        return setting.fallback.empty() ? BlockForm::tr("Is missing: %1.").arg(qtText(setting.meaning)) : QString();
    const BlockType only{block.type, {}, {&setting, 1}, nullptr};
    BlockSpec alone;
    alone.settings.insert(*given);
    const std::optional<BlockTrouble> trouble = checkSettings(only, alone);
    return trouble ? troubleText({"", trouble->why}) : QString();
}

} // namespace

BlockForm::BlockForm(QWidget* parent)
    : QScrollArea(parent)
    , m_body(new QWidget(this))
    , m_title(new QLabel(m_body))
    , m_meaning(new QLabel(m_body))
    , m_trouble(new QLabel(m_body))
    , m_rows(new QFormLayout)
    , m_name(makeTextField({},
                           {QStringLiteral("builder.block.name"), tr("Name"),
                            tr("Path under which the block's layers stand; others read the block by it")},
                           m_body))
    , m_source(new QComboBox(m_body))
    , m_counts(new QLabel(m_body))
{
    setObjectName(QStringLiteral("builder.blockForm"));
    setAccessibleName(tr("Properties of the block"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    makeHead();
    setWidget(m_body);
    connect(m_name, &SettingField::edited, this, &BlockForm::editName);
    connect(m_source, &QComboBox::activated, this, &BlockForm::editSource);
}

void BlockForm::makeHead()
{
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(kSpace4, kSpace3, kSpace4, kSpace4);
    column->setSpacing(kSpace2);
    m_title->setFont(interfaceFont(FontSize::Heading));
    m_title->setObjectName(QStringLiteral("builder.block.title"));
    m_meaning->setForegroundRole(QPalette::PlaceholderText);
    m_trouble->setObjectName(QStringLiteral("builder.block.trouble"));
    m_counts->setObjectName(QStringLiteral("builder.block.counts"));
    for (QLabel* label : {m_meaning, m_trouble, m_counts})
        label->setWordWrap(true);
    m_counts->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_source->setObjectName(QStringLiteral("builder.block.from"));
    m_source->setAccessibleName(tr("Reads"));
    m_source->setToolTip(tr("What flows into this block: what the block before it gives, or an earlier one"));
    m_source->setFocusPolicy(Qt::StrongFocus);
    m_source->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setRowWrapPolicy(QFormLayout::DontWrapRows);
    m_rows->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    m_rows->setHorizontalSpacing(kSpace3);
    m_rows->setVerticalSpacing(kSpace2);
    m_rows->addRow(tr("Name"), m_name);
    m_rows->addRow(tr("Reads"), m_source);
    column->addWidget(m_title);
    column->addWidget(m_meaning);
    column->addWidget(m_trouble);
    column->addSpacing(kSpace1);
    column->addLayout(m_rows);
    column->addSpacing(kSpace2);
    column->addWidget(m_counts);
    column->addStretch(1);
}

void BlockForm::show(std::shared_ptr<const NetworkSpec> spec, std::size_t block,
                     const std::shared_ptr<const SpecCounts>& counts)
{
    if (!m_spec || m_block != block) {
        m_known.reset();
        m_counted.reset();
        m_name->setTrouble({});
    }
    m_spec = std::move(spec);
    m_block = block;
    if (m_type != this->block().type)
        rebuild();
    refresh(counts);
}

void BlockForm::focusFirst()
{
    SettingField* field = m_settings.empty() ? m_name : m_settings.front().field;
    field->setFocus();
}

/// The sentences are in the theme's colours.
void BlockForm::changeEvent(QEvent* event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange && m_spec && m_block < m_spec->blocks.size())
        refreshTroubles();
}

void BlockForm::rebuild()
{
    for (const Row& row : m_settings)
        m_rows->removeRow(row.field); // and deletes it
    m_settings.clear();
    m_type = block().type;
    m_title->setText(titleOfBlock(m_type));
    const BlockType* type = findBlockType(m_type);
    m_meaning->setText(type ? asSentence(qtText(type->meaning)) + u'.' : QString());
    if (type)
        for (const BlockSettingType& setting : type->settings)
            addSettingRow(setting);
}

void BlockForm::addSettingRow(const BlockSettingType& setting)
{
    const std::string name{setting.name};
    const QString title = settingWords(setting.name);
    auto* label = new QLabel(title, m_body);
    label->setToolTip(asSentence(qtText(setting.meaning)));
    SettingField* field = makeSettingField(
        setting,
        {QStringLiteral("builder.setting.") + qtText(setting.name), title, asSentence(qtText(setting.meaning))},
        m_body);
    label->setBuddy(field);
    m_rows->addRow(label, field);
    m_settings.push_back({name, field});
    connect(field, &SettingField::edited, this, [this, name](const QString& text) { editSetting(name, text); });
}

void BlockForm::refresh(const std::shared_ptr<const SpecCounts>& counts)
{
    if (!isNameBeingTyped())
        m_name->setText(QString::fromStdString(block().name));
    m_name->setTrouble(nameTrouble(m_name->text()));
    refreshSources();
    for (const Row& row : m_settings) {
        row.field->setCandidates(earlierNames());
        const auto given = block().settings.find(row.setting);
        row.field->setText(given == block().settings.end() ? QString() : QString::fromStdString(given->second.text));
    }
    if (counts)
        learn(counts);
    refreshTroubles();
    refreshCounts();
}

QStringList BlockForm::earlierNames() const
{
    QStringList names;
    QSet<QString> known;
    const auto add = [&names, &known](const std::string& name) {
        const QString text = QString::fromStdString(name);
        if (text.isEmpty() || known.contains(text))
            return;
        known.insert(text);
        names.append(text);
    };
    const std::size_t first = m_block > kMostNames ? m_block - kMostNames : 0;
    for (std::size_t before = m_block; before-- > first;)
        add(m_spec->blocks[before].name);
    for (const InputSpec& input : m_spec->inputs)
        add(input.name);
    return names;
}

void BlockForm::refreshSources()
{
    const QSignalBlocker quiet(m_source);
    const bool isFirst = m_block == 0;
    const std::string before = isFirst ? std::string{} : m_spec->blocks[m_block - 1].name;
    m_source->clear();
    m_source->addItem(isFirst              ? tr("the first input")
                          : before.empty() ? tr("the previous block")
                                           : tr("%1 (previous)").arg(shownName(before)),
                      QString());
    for (const QString& name : earlierNames())
        m_source->addItem(shownText(name), name);
    const QString from = QString::fromStdString(block().from);
    int found = m_source->findData(from);
    if (found < 0) {
        m_source->addItem(tr("✕ %1, which is not before it").arg(shownText(from)), from);
        found = m_source->count() - 1;
    }
    m_source->setCurrentIndex(found);
}

void BlockForm::learn(const std::shared_ptr<const SpecCounts>& counts)
{
    const auto trouble = std::find_if(counts->troubles.begin(), counts->troubles.end(),
                                      [this](const SpecTrouble& one) { return one.block == m_block; });
    m_known = trouble == counts->troubles.end() ? std::nullopt : std::optional{trouble->trouble};
    m_counted = counts->blocks[m_block];
}

void BlockForm::refreshTroubles()
{
    const BlockType* type = findBlockType(m_type);
    bool isAtField = false;
    for (const Row& row : m_settings) {
        QString trouble = settingTrouble(block(), *findBlockSetting(*type, row.setting));
        if (trouble.isEmpty() && m_known && m_known->setting == row.setting)
            trouble = troubleText({"", m_known->why});
        isAtField = isAtField || !trouble.isEmpty();
        row.field->setTrouble(trouble);
    }
    const bool isWhole = m_known && !isAtField;
    m_trouble->setText(isWhole ? QStringLiteral("<span style='color:%1'>✕ %2</span>")
                                     .arg(themeOf(*this).bad.name(), troubleText(*m_known).toHtmlEscaped())
                               : QString());
    m_trouble->setVisible(isWhole);
}

void BlockForm::refreshCounts()
{
    if (!m_counted) {
        m_counts->clear();
        return;
    }
    const QString layers = m_counted->layers == 1
        ? tr("one layer")
        : tr("%1 layers").arg(wholeText(static_cast<long long>(m_counted->layers)));
    m_counts->setText(tr("Gives %1.\n%2 parameters\n%3 multiply-adds a sample\n%4 activations a sample\n%5")
                          .arg(shapeWords(m_counted->output), wholeText(m_counted->parameters),
                               wholeText(m_counted->macs), wholeText(m_counted->activations), layers));
}

bool BlockForm::isNameBeingTyped() const
{
    return !m_name->trouble().isEmpty() && m_name->focusProxy()->hasFocus();
}

/// Why the block cannot have a name. Such a name waits in its field: taken over half typed, it would turn those who
/// read another block of that name to this one.
QString BlockForm::nameTrouble(const QString& name) const
{
    if (name.contains(u' '))
        return tr("A name with a space in it cannot be named by a join.");
    const std::string wanted = name.toStdString();
    if (wanted.empty())
        return isNamed(*m_spec, block().name) ? tr("Blocks read this one by its name.") : QString();
    const bool isOwn = wanted == block().name;
    return countName(*m_spec, wanted) > (isOwn ? 1 : 0) ? tr("Another block or input has this name.") : QString();
}

QString BlockForm::ownName() const
{
    return block().name.empty() ? titleOfBlock(block().type) : shownName(block().name);
}

void BlockForm::editName(const QString& name)
{
    m_name->setTrouble(nameTrouble(name));
    if (m_name->trouble().isEmpty())
        Q_EMIT edited({withBlockRenamed(*m_spec, m_block, name.toStdString()), tr("Rename %1").arg(ownName()),
                       QStringLiteral("name/%1").arg(m_block)});
}

void BlockForm::editSource()
{
    NetworkSpec spec = *m_spec;
    spec.blocks[m_block].from = m_source->currentData().toString().toStdString();
    Q_EMIT edited({std::move(spec), tr("Change what %1 reads").arg(ownName()), {}});
}

void BlockForm::editSetting(const std::string& setting, const QString& text)
{
    const QString title = settingWords(setting).toLower();
    Q_EMIT edited({withSetting(*m_spec, m_block, setting, text.trimmed().toStdString()),
                   tr("Change %1 of %2").arg(title, ownName()),
                   QStringLiteral("setting/%1/%2").arg(m_block).arg(QString::fromStdString(setting))});
}

} // namespace waferscope
