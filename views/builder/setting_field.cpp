#include "views/builder/setting_field.h"

#include "views/base/theme.h"
#include "views/builder/block_words.h"
#include "views/builder/count_box.h"

#include <QComboBox>
#include <QEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <QWheelEvent>

namespace waferscope {

namespace {

constexpr int kListHeight = 112;

/// What holds where a setting is not given. Some meanings say it better than the fallback: "pixels on every side;
/// (filter
/// - 1) / 2 when not given".
QString usualOf(const BlockSettingType& type)
{
    static constexpr std::string_view kEnd = " when not given";
    const std::size_t begin = type.meaning.rfind("; ");
    if (begin == std::string_view::npos || !type.meaning.ends_with(kEnd))
        return qtText(type.fallback);
    return qtText(type.meaning.substr(begin + 2, type.meaning.size() - begin - 2 - kEnd.size()));
}

/// A combo box that leaves the wheel to the form unless it has the focus.
class QuietComboBox : public QComboBox {
public:
    explicit QuietComboBox(QWidget* parent)
        : QComboBox(parent)
    {
        setFocusPolicy(Qt::StrongFocus);
    }

protected:
    void wheelEvent(QWheelEvent* event) override
    {
        if (hasFocus())
            QComboBox::wheelEvent(event);
        else
            event->ignore();
    }
};

class CountField : public SettingField {
public:
    CountField(qint64 least, const QString& usual, const FieldTexts& texts, QWidget* parent)
        : SettingField(parent)
        , m_box(new CountBox(least, this))
    {
        m_box->setUsual(usual);
        setEditor(m_box, texts.name, texts.title, texts.toolTip);
        connect(m_box, &CountBox::textEdited, this, &SettingField::edited);
    }

    void setText(const QString& text) override
    {
        auto* line = m_box->findChild<QLineEdit*>();
        if (line->text() != text)
            line->setText(text);
    }
    [[nodiscard]] QString text() const override { return m_box->text(); }

private:
    CountBox* m_box;
};

class TextField : public SettingField {
public:
    TextField(const QString& placeholder, const FieldTexts& texts, QWidget* parent)
        : SettingField(parent)
        , m_line(new QLineEdit(this))
    {
        m_line->setPlaceholderText(placeholder);
        setEditor(m_line, texts.name, texts.title, texts.toolTip);
        connect(m_line, &QLineEdit::textEdited, this, &SettingField::edited);
    }

    void setText(const QString& text) override
    {
        if (m_line->text() != text)
            m_line->setText(text);
    }
    [[nodiscard]] QString text() const override { return m_line->text(); }

private:
    QLineEdit* m_line;
};

/// One of some words; a text that is none of them is kept and shown as such.
class ChoiceField : public SettingField {
public:
    ChoiceField(const BlockSettingType& type, const FieldTexts& texts, QWidget* parent)
        : SettingField(parent)
        , m_box(new QuietComboBox(this))
    {
        if (!type.fallback.empty())
            m_box->addItem(QObject::tr("%1 (usual)").arg(qtText(type.fallback)), QString());
        for (const QString& choice : qtText(type.choices).split(u' ', Qt::SkipEmptyParts))
            if (choice != qtText(type.fallback))
                m_box->addItem(choice, choice);
        setEditor(m_box, texts.name, texts.title, texts.toolTip);
        connect(m_box, &QComboBox::activated, this, [this] { Q_EMIT edited(text()); });
    }

    void setText(const QString& text) override
    {
        const QSignalBlocker quiet(m_box);
        int found = m_box->findData(text);
        if (found < 0) {
            m_box->addItem(text, text);
            found = m_box->count() - 1;
        }
        m_box->setCurrentIndex(found);
    }
    [[nodiscard]] QString text() const override { return m_box->currentData().toString(); }

private:
    QuietComboBox* m_box;
};

/// Some of the names before a block, with a box to tick for each.
class NamesField : public SettingField {
public:
    NamesField(const FieldTexts& texts, QWidget* parent)
        : SettingField(parent)
        , m_list(new QListWidget(this))
    {
        m_list->setMaximumHeight(kListHeight);
        setEditor(m_list, texts.name, texts.title, texts.toolTip);
        connect(m_list, &QListWidget::itemChanged, this, [this] { Q_EMIT edited(text()); });
    }

    void setCandidates(const QStringList& names) override
    {
        if (names == m_candidates)
            return;
        m_candidates = names;
        fill(text());
    }

    void setText(const QString& text) override
    {
        if (text != this->text())
            fill(text);
    }

    [[nodiscard]] QString text() const override
    {
        QStringList names;
        for (int row = 0; row < m_list->count(); ++row)
            if (m_list->item(row)->checkState() == Qt::Checked)
                names.append(m_list->item(row)->text());
        return names.join(u' ');
    }

private:
    void fill(const QString& chosen)
    {
        const QSignalBlocker quiet(m_list);
        m_list->clear();
        const QStringList ticked = chosen.split(u' ', Qt::SkipEmptyParts);
        QStringList all = m_candidates;
        for (const QString& name : ticked)
            if (!all.contains(name))
                all.prepend(name); // nothing before the block has it: kept, and in trouble
        for (const QString& name : all) {
            auto* item = new QListWidgetItem(name, m_list);
            item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
            item->setCheckState(ticked.contains(name) ? Qt::Checked : Qt::Unchecked);
        }
    }

    QListWidget* m_list;
    QStringList m_candidates;
};

} // namespace

SettingField::SettingField(QWidget* parent)
    : QWidget(parent)
    , m_column(new QVBoxLayout(this))
    , m_trouble(new QLabel(this))
{
    m_column->setContentsMargins(0, 0, 0, 0);
    m_column->setSpacing(2);
    m_trouble->setWordWrap(true);
    m_trouble->setFont(interfaceFont(FontSize::Label));
    m_trouble->hide();
}

void SettingField::setCandidates(const QStringList&)
{
}

void SettingField::setEditor(QWidget* editor, const QString& name, const QString& title, const QString& toolTip)
{
    editor->setObjectName(name);
    editor->setAccessibleName(title);
    editor->setToolTip(toolTip);
    m_trouble->setObjectName(name + QStringLiteral(".trouble"));
    m_column->addWidget(editor);
    m_column->addWidget(m_trouble);
    setFocusProxy(editor);
}

void SettingField::setTrouble(const QString& sentence)
{
    if (sentence == m_sentence)
        return;
    m_sentence = sentence;
    m_trouble->setText(sentence.isEmpty() ? QString() : QStringLiteral("✕ ") + sentence);
    m_trouble->setVisible(!sentence.isEmpty());
    colourTrouble();
    if (focusProxy())
        focusProxy()->setAccessibleDescription(sentence);
}

void SettingField::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        colourTrouble();
}

void SettingField::colourTrouble()
{
    const QColor bad = themeOf(*this).bad;
    QPalette palette = m_trouble->palette();
    if (palette.color(QPalette::WindowText) == bad)
        return;
    palette.setColor(QPalette::WindowText, bad);
    m_trouble->setPalette(palette);
}

SettingField* makeSettingField(const BlockSettingType& type, const FieldTexts& texts, QWidget* parent)
{
    const QString usual = usualOf(type);
    switch (type.kind) {
    case SettingKind::Count: return new CountField(1, usual, texts, parent);
    case SettingKind::CountOrZero: return new CountField(0, usual, texts, parent);
    case SettingKind::CountList:
        return new TextField(usual.isEmpty() ? QStringLiteral("64-128-256") : usual, texts, parent);
    case SettingKind::NameList: return new NamesField(texts, parent);
    case SettingKind::Choice: break;
    }
    return new ChoiceField(type, texts, parent);
}

SettingField* makeTextField(const QString& placeholder, const FieldTexts& texts, QWidget* parent)
{
    return new TextField(placeholder, texts, parent);
}

SettingField* makeCountField(const QString& usual, const FieldTexts& texts, QWidget* parent)
{
    return new CountField(1, usual, texts, parent);
}

} // namespace waferscope
