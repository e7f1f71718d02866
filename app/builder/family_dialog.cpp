#include "app/builder/family_dialog.h"

#include "core/blocks/blocks.h"
#include "views/base/theme.h"
#include "views/builder/block_words.h"
#include "views/builder/setting_field.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

namespace waferscope {

FamilyDialog::FamilyDialog(QWidget* parent)
    : QDialog(parent)
    , m_family(new QComboBox(this))
    , m_meaning(new QLabel(this))
    , m_rows(new QFormLayout)
    , m_trouble(new QLabel(this))
    , m_buttons(new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this))
{
    setObjectName(QStringLiteral("familyDialog"));
    setWindowTitle(tr("New from a family"));
    setMinimumWidth(420);
    m_family->setObjectName(QStringLiteral("family.name"));
    m_family->setAccessibleName(tr("Family"));
    m_family->setToolTip(tr("Networks of one kind in all sizes"));
    for (const Family& family : families())
        m_family->addItem(qtText(family.name));
    m_meaning->setForegroundRole(QPalette::PlaceholderText);
    m_trouble->setObjectName(QStringLiteral("family.trouble"));
    for (QLabel* label : {m_meaning, m_trouble})
        label->setWordWrap(true);
    m_rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    m_rows->setHorizontalSpacing(kSpace4);
    m_rows->setVerticalSpacing(kSpace2);
    auto* column = new QVBoxLayout(this);
    column->setSpacing(kSpace2);
    column->addWidget(m_family);
    column->addWidget(m_meaning);
    column->addLayout(m_rows);
    column->addWidget(m_trouble);
    column->addStretch(1);
    column->addWidget(m_buttons);
    connect(m_family, &QComboBox::currentIndexChanged, this, &FamilyDialog::showFamily);
    connect(m_buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(m_buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    showFamily();
}

void FamilyDialog::showFamily()
{
    for (const Row& row : m_sizes)
        m_rows->removeRow(row.field);
    m_sizes.clear();
    const Family& family = families()[static_cast<std::size_t>(m_family->currentIndex())];
    m_meaning->setText(asSentence(qtText(family.meaning)) + u'.');
    for (const FamilySetting& setting : family.settings) {
        const QString title = settingWords(setting.name);
        SettingField* field = makeTextField(
            qtText(setting.fallback),
            {QStringLiteral("family.") + qtText(setting.name), title, asSentence(qtText(setting.meaning))}, this);
        m_rows->addRow(title, field);
        m_sizes.push_back({std::string{setting.name}, field});
        connect(field, &SettingField::edited, this, &FamilyDialog::check);
    }
    check();
}

Result<FamilyNetwork> FamilyDialog::network() const
{
    SizeTexts sizes;
    for (const Row& row : m_sizes)
        if (const QString text = row.field->text().trimmed(); !text.isEmpty())
            sizes[row.name] = text.toStdString();
    return familyNetwork(m_family->currentText().toStdString(), sizes);
}

void FamilyDialog::check()
{
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(false);
    if (!m_building.isRunning())
        build();
}

void FamilyDialog::build()
{
    const Result<FamilyNetwork> family = network();
    if (!family.ok()) {
        show(QString::fromStdString(family.error().message));
        return;
    }
    m_spec = family.value().spec;
    m_building.start(
        [spec = m_spec](const JobControl&) -> Result<QString> {
            const std::optional<SpecTrouble> trouble = buildBlocks(spec).trouble;
            return trouble ? troubleText(trouble->trouble) : QString();
        },
        [this, spec = m_spec](const Result<QString>& trouble) {
            const Result<FamilyNetwork> latest = network();
            if (latest.ok() && latest.value().spec == spec)
                show(trouble.value());
            else
                build(); // it was typed on meanwhile
        });
}

void FamilyDialog::show(const QString& trouble)
{
    m_trouble->setText(trouble.isEmpty() ? QString()
                                         : QStringLiteral("<span style='color:%1'>✕ %2</span>")
                                               .arg(themeOf(*this).bad.name(), trouble.toHtmlEscaped()));
    m_buttons->button(QDialogButtonBox::Ok)->setEnabled(trouble.isEmpty());
}

} // namespace waferscope
