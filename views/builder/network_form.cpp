#include "views/builder/network_form.h"

#include "core/blocks/spec_edits.h"
#include "views/base/icons.h"
#include "views/base/theme.h"
#include "views/builder/setting_field.h"

#include <QComboBox>
#include <QFormLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace waferscope {

namespace {

constexpr qint64 kMostSize = qint64{1} << 31;

QLabel* heading(const QString& text, QWidget* parent)
{
    auto* label = new QLabel(text, parent);
    label->setFont(interfaceFont(FontSize::Heading));
    return label;
}

QFormLayout* formRows()
{
    auto* rows = new QFormLayout;
    rows->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    rows->setLabelAlignment(Qt::AlignLeft | Qt::AlignTop);
    rows->setHorizontalSpacing(kSpace3);
    rows->setVerticalSpacing(kSpace2);
    return rows;
}

/// Why an input cannot have a name. Such a name waits in its field.
QString inputNameTrouble(const NetworkSpec& spec, const std::string& own, const std::string& name)
{
    if (name.empty())
        return NetworkForm::tr("An input needs a name.");
    if (name.find(' ') != std::string::npos)
        return NetworkForm::tr("A name with a space in it cannot be named by a block.");
    return countName(spec, name) > (name == own ? 1 : 0) ? NetworkForm::tr("Another input or block has this name.")
                                                         : QString();
}

} // namespace

NetworkForm::NetworkForm(QWidget* parent)
    : QScrollArea(parent)
    , m_body(new QWidget(this))
    , m_inputColumn(new QVBoxLayout)
    , m_sizeRows(formRows())
{
    setObjectName(QStringLiteral("builder.networkForm"));
    setAccessibleName(tr("Properties of the network"));
    setWidgetResizable(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* column = new QVBoxLayout(m_body);
    column->setContentsMargins(kSpace4, kSpace3, kSpace4, kSpace4);
    column->setSpacing(kSpace2);
    addTexts(*column);
    column->addSpacing(kSpace3);
    addInputs(*column);
    column->addSpacing(kSpace3);
    column->addWidget(heading(tr("Sizes"), m_body));
    auto* hint = new QLabel(
        tr("Names in the inputs' shapes stand for sizes that are chosen later; these are their usual values."), m_body);
    hint->setWordWrap(true);
    hint->setForegroundRole(QPalette::PlaceholderText);
    column->addWidget(hint);
    column->addLayout(m_sizeRows);
    column->addStretch(1);
    setWidget(m_body);
}

void NetworkForm::addTexts(QVBoxLayout& column)
{
    column.addWidget(heading(tr("Network"), m_body));
    auto* rows = formRows();
    addTextRow(*rows, tr("Title"), "title", tr("What people call the network"), &NetworkSpec::title);
    addTextRow(*rows, tr("What it is"), "description", tr("One sentence"), &NetworkSpec::description);
    addTextRow(*rows, tr("Source"), "citation", tr("Where the network and its sizes come from"),
               &NetworkSpec::citation);
    column.addLayout(rows);
}

void NetworkForm::addTextRow(QFormLayout& rows, const QString& title, const char* name, const QString& hint,
                             std::string NetworkSpec::*member)
{
    SettingField* field =
        makeTextField(hint, {QStringLiteral("builder.network.") + QLatin1String(name), title, hint}, m_body);
    rows.addRow(title, field);
    m_texts.push_back({member, field});
    const QString step = tr("Change %1 of the network").arg(title.toLower());
    connect(field, &SettingField::edited, this, [this, member, step, name](const QString& text) {
        change(step, QStringLiteral("network/") + QLatin1String(name),
               [&](NetworkSpec& spec) { spec.*member = text.toStdString(); });
    });
}

void NetworkForm::addInputs(QVBoxLayout& column)
{
    column.addWidget(heading(tr("Inputs"), m_body));
    m_inputColumn->setSpacing(kSpace3);
    column.addLayout(m_inputColumn);
    auto* add = new QPushButton(tr("Add an input"), m_body);
    add->setObjectName(QStringLiteral("builder.input.add"));
    add->setToolTip(tr("Adds an input, such as decoder_input_ids, which blocks read by its name"));
    column.addWidget(add, 0, Qt::AlignLeft);
    connect(add, &QPushButton::clicked, this, &NetworkForm::addInput);
}

void NetworkForm::show(std::shared_ptr<const NetworkSpec> spec)
{
    m_spec = std::move(spec);
    for (const TextRow& row : m_texts)
        row.field->setText(QString::fromStdString(*m_spec.*row.member));
    if (m_inputs.size() != m_spec->inputs.size())
        rebuildInputs();
    refreshInputs();
    refreshSizes();
}

void NetworkForm::rebuildInputs()
{
    for (const InputRow& row : m_inputs) {
        row.box->hide();
        row.box->deleteLater(); // its own button may have asked for it
    }
    m_inputs.clear();
    for (std::size_t input = 0; input < m_spec->inputs.size(); ++input)
        addInputRow(input);
}

void NetworkForm::addInputRow(std::size_t input)
{
    auto* box = new QWidget(m_body);
    auto* rows = formRows();
    rows->setContentsMargins(0, 0, 0, 0);
    box->setLayout(rows);
    const QString prefix = QStringLiteral("builder.input.%1.").arg(input);
    const QString number = m_spec->inputs.size() == 1 ? QString() : QStringLiteral(" %1").arg(input + 1);
    InputRow row{box, nullptr, new QComboBox(box), nullptr};
    row.name = makeTextField(
        tr("image"),
        {prefix + QStringLiteral("name"), tr("Name of input%1").arg(number), tr("Blocks read the input by this name")},
        box);
    row.type->addItems({tr("numbers"), tr("whole numbers (tokens)")});
    row.type->setObjectName(prefix + QStringLiteral("type"));
    row.type->setAccessibleName(tr("Kind of input%1").arg(number));
    row.type->setToolTip(tr("Numbers for pictures, sequences and features; whole numbers for tokens"));
    row.type->setFocusPolicy(Qt::StrongFocus);
    row.shape = makeTextField(QStringLiteral("batch, 3, height, width"),
                              {prefix + QStringLiteral("shape"), tr("Shape of input%1").arg(number),
                               tr("Numbers, and names of sizes that stay open, with commas between")},
                              box);
    auto* remove = new QToolButton(box);
    remove->setObjectName(prefix + QStringLiteral("remove"));
    remove->setIcon(iconOf(QStringLiteral("close")));
    remove->setToolTip(tr("Remove this input"));
    remove->setAccessibleName(tr("Remove input%1").arg(number));
    auto* head = new QHBoxLayout;
    head->addWidget(row.name, 1);
    head->addWidget(remove, 0, Qt::AlignTop);
    rows->addRow(tr("Name"), head);
    rows->addRow(tr("Kind"), row.type);
    rows->addRow(tr("Shape"), row.shape);
    m_inputColumn->addWidget(box);
    m_inputs.push_back(row);
    connect(row.name, &SettingField::edited, this, [this, input](const QString& text) { editName(input, text); });
    connect(row.type, &QComboBox::activated, this, [this, input](int index) {
        change(tr("Change the kind of the input"), {},
               [&](NetworkSpec& spec) { spec.inputs[input].type = index == 0 ? DataType::Float32 : DataType::Int32; });
    });
    connect(row.shape, &SettingField::edited, this, [this, input](const QString& text) { editShape(input, text); });
    connect(remove, &QToolButton::clicked, this, [this, input] { removeInput(input); });
}

void NetworkForm::refreshInputs()
{
    for (std::size_t at = 0; at < m_inputs.size(); ++at) {
        const InputSpec& input = m_spec->inputs[at];
        const InputRow& row = m_inputs[at];
        const bool isBeingTyped = !row.name->trouble().isEmpty() && row.name->focusProxy()->hasFocus();
        if (!isBeingTyped)
            row.name->setText(QString::fromStdString(input.name));
        row.name->setTrouble(inputNameTrouble(*m_spec, input.name, row.name->text().toStdString()));
        const QSignalBlocker quiet(row.type);
        row.type->setCurrentIndex(isFloat(input.type) ? 0 : 1);
        const std::optional<SymbolicShape> shown = parseShape(row.shape->text().toStdString());
        if (shown == input.shape)
            row.shape->setTrouble({});
        else if (shown || row.shape->text().isEmpty() || !row.shape->focusProxy()->hasFocus()) {
            row.shape->setText(QString::fromStdString(shapeText(input.shape)));
            row.shape->setTrouble({});
        }
    }
}

void NetworkForm::refreshSizes()
{
    const std::vector<std::string> names = openSizes(*m_spec);
    const bool same = std::equal(names.begin(), names.end(), m_sizes.begin(), m_sizes.end(),
                                 [](const std::string& name, const SizeRow& row) { return name == row.name; });
    if (!same)
        rebuildSizes(names);
    for (const SizeRow& row : m_sizes) {
        const auto given = m_spec->defaults.find(row.name);
        const QString text = given == m_spec->defaults.end() ? QString() : QString::number(given->second);
        const bool isBeingTyped = !row.field->trouble().isEmpty() && row.field->focusProxy()->hasFocus();
        if (!isBeingTyped)
            row.field->setText(text);
    }
}

void NetworkForm::rebuildSizes(const std::vector<std::string>& names)
{
    for (const SizeRow& row : m_sizes)
        m_sizeRows->removeRow(row.field);
    m_sizes.clear();
    for (const std::string& name : names) {
        const QString title = QString::fromStdString(name);
        SettingField* field = makeCountField(QStringLiteral("1"),
                                             {QStringLiteral("builder.size.") + title, tr("Size %1").arg(title),
                                              tr("The usual value of %1; 1 when not given").arg(title)},
                                             m_body);
        m_sizeRows->addRow(title, field);
        m_sizes.push_back({name, field});
        connect(field, &SettingField::edited, this, [this, name](const QString& text) { editSize(name, text); });
    }
}

void NetworkForm::addInput()
{
    change(tr("Add an input"), {}, [](NetworkSpec& spec) {
        spec.inputs.push_back({freeName(spec, "input"), DataType::Float32, {std::string{"batch"}, std::int64_t{64}}});
    });
}

void NetworkForm::removeInput(std::size_t input)
{
    change(tr("Remove an input"), {},
           [input](NetworkSpec& spec) { spec.inputs.erase(spec.inputs.begin() + static_cast<std::ptrdiff_t>(input)); });
}

void NetworkForm::editName(std::size_t input, const QString& name)
{
    SettingField* field = m_inputs[input].name;
    field->setTrouble(inputNameTrouble(*m_spec, m_spec->inputs[input].name, name.toStdString()));
    if (field->trouble().isEmpty())
        Q_EMIT edited({withInputRenamed(*m_spec, input, name.toStdString()), tr("Rename the input"),
                       QStringLiteral("input/%1/name").arg(input)});
}

/// A text that is no shape stays in its field until it is one; the network keeps the last that was.
void NetworkForm::editShape(std::size_t input, const QString& text)
{
    const std::optional<SymbolicShape> shape = parseShape(text.toStdString());
    if (!shape) {
        m_inputs[input].shape->setTrouble(
            tr("Wants numbers from 1 and names of sizes, as in batch, 3, height, width."));
        return;
    }
    m_inputs[input].shape->setTrouble({});
    change(tr("Change the shape of the input"), QStringLiteral("input/%1/shape").arg(input),
           [&](NetworkSpec& spec) { spec.inputs[input].shape = *shape; });
}

void NetworkForm::editSize(const std::string& name, const QString& text)
{
    const auto row =
        std::find_if(m_sizes.begin(), m_sizes.end(), [&name](const SizeRow& one) { return one.name == name; });
    bool isNumber = false;
    const qint64 value = text.trimmed().toLongLong(&isNumber);
    if (!text.isEmpty() && (!isNumber || value < 1 || value > kMostSize)) {
        row->field->setTrouble(tr("Wants a whole number from 1 to 2^31."));
        return;
    }
    row->field->setTrouble({});
    change(tr("Change size %1").arg(QString::fromStdString(name)),
           QStringLiteral("size/") + QString::fromStdString(name), [&](NetworkSpec& spec) {
               if (text.isEmpty())
                   spec.defaults.erase(name);
               else
                   spec.defaults[name] = value;
           });
}

void NetworkForm::change(const QString& text, const QString& key, const std::function<void(NetworkSpec&)>& how)
{
    NetworkSpec spec = *m_spec;
    how(spec);
    Q_EMIT edited({std::move(spec), text, key});
}

} // namespace waferscope
