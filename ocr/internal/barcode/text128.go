package barcode

// symbolWidths are the widths in modules of the bars and spaces of Code 128's
// symbols (ISO/IEC 15417), by value.
var symbolWidths = [stop + 1]string{
	"212222", "222122", "222221", "121223", "121322", "131222", "122213", "122312", "132212", "221213",
	"221312", "231212", "112232", "122132", "122231", "113222", "123122", "123221", "223211", "221132",
	"221231", "213212", "223112", "312131", "311222", "321122", "321221", "312212", "322112", "322211",
	"212123", "212321", "232121", "111323", "131123", "131321", "112313", "132113", "132311", "211313",
	"231113", "231311", "112133", "112331", "132131", "113123", "113321", "133121", "313121", "211331",
	"231131", "213113", "213311", "213131", "311123", "311321", "331121", "312113", "312311", "332111",
	"314111", "221411", "431111", "111224", "111422", "121124", "121421", "141122", "141221", "112214",
	"112412", "122114", "122411", "142112", "142211", "241211", "221114", "413111", "241112", "134111",
	"111242", "121142", "121241", "114212", "124112", "124211", "411212", "421112", "421211", "212141",
	"214121", "412121", "111143", "111341", "131141", "114113", "114311", "411113", "411311", "113141",
	"114131", "311141", "411131", "211412", "211214", "211232", "2331112",
}

// Values that change how the next are read, in the code sets A and B.
const (
	shift128 = 98
	toC      = 99
	toB      = 100 // in set B: the next character is 128 higher
	toA      = 101 // in set A the same
	mod128   = 103 // of the check
)

// text128 returns what codes say: the start, the characters, the check. It is
// false when the check is wrong, a start stands in the middle, or nothing is said.
func text128(codes []int) (string, bool) {
	n := len(codes) - 1
	if n < 2 || codes[0] < startA {
		return "", false
	}
	sum := codes[0]
	for i, c := range codes[1:n] {
		if c >= startA {
			return "", false
		}
		sum += (i + 1) * c
	}
	if sum%mod128 != codes[n] {
		return "", false
	}
	return spell128(codes[0]-startA, codes[1:n])
}

// spell128 returns the characters of codes, which begin in set A (0), B or C.
// Function characters say nothing; of characters above 127 there are none in use.
func spell128(set int, codes []int) (string, bool) {
	const a, b, c = 0, 1, 2
	var out []byte
	once := -1 // the set of the next character only
	for _, code := range codes {
		now := set
		if once >= 0 {
			now, once = once, -1
		}
		switch {
		case now == c && code < 100:
			out = append(out, byte('0'+code/10), byte('0'+code%10))
		case now == a && code >= 64 && code < 96:
			out = append(out, byte(code-64))
		case now != c && code < 96:
			out = append(out, byte(' '+code))
		case code == toA && now != a:
			set = a
		case code == toB && now != b:
			set = b
		case code == toC && now != c:
			set = c
		case code == shift128 && now != c:
			once = b - now
		case code == toA || code == toB:
			return "", false
		}
	}
	return string(out), len(out) > 0
}
